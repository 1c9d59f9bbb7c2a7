"""The manifest of a batch's folder (scene, kit, seeds), and the lock that keeps a second batch out of the folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from raftlab.errors import UsageError
from raftlab.nofollow_files import decode_json
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

MANIFEST_FILE = "begun.json"
LOCK_FILE = "batch.lock"


class RunManifest(msgspec.Struct, frozen=True):
    """The scene, the kit and the seeds of a batch: a stored result counts only if they are still the same."""

    scene: str
    kit: str
    seeds: tuple[int, ...]


@contextmanager
def lock_batch_folder(folder: Path, manifest: RunManifest, must_resume: bool) -> Iterator[None]:
    """Lock the folder until the block ends. UsageError if it is locked, or if `must_resume` finds another manifest.

    A stored result is reused either way; `must_resume` only refuses a folder in which everything would be graded again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_FILE).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                f"another batch is working in {printable_path(folder)}; wait for it, or name another --out"
            ) from None
        if must_resume:
            require_same_manifest(folder, manifest)
        write_atomically(folder / MANIFEST_FILE, msgspec.json.encode(manifest) + b"\n")
        yield


def require_same_manifest(folder: Path, manifest: RunManifest) -> None:
    """Raise UsageError, with what differs, if the folder was begun with another scene, kit or seeds."""
    try:
        before = decode_json((folder / MANIFEST_FILE).read_bytes(), RunManifest)
    except (OSError, msgspec.DecodeError):
        raise UsageError(
            f"--resume: no batch was begun in {printable_path(folder)}; leave --resume out to begin one"
        ) from None
    differing = [
        f"{name} {manifest_value_text(getattr(before, name))}, not {manifest_value_text(getattr(manifest, name))}"
        for name in RunManifest.__struct_fields__
        if getattr(before, name) != getattr(manifest, name)
    ]
    if differing:
        raise UsageError(
            f"--resume: {printable_path(folder)} was begun with {'; '.join(differing)}; leave --resume out to grade it "
            "anew"
        )


def manifest_value_text(value: object) -> str:
    """Return a value of the manifest in words."""
    return " and ".join(map(str, value)) if isinstance(value, tuple) else str(value)
