"""What a batch's folder was begun with, and the lock that keeps a second batch out of it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from raftlab.errors import UsageFault
from raftlab.notes import write_whole
from raftlab.workspace import shown

FILE = "begun.json"
LOCK = "batch.lock"


class Begun(msgspec.Struct, frozen=True):
    """What decides whether an outcome that was kept still counts: the scene, the kit, the seeds."""

    scene: str
    kit: str
    seeds: tuple[int, ...]


@contextmanager
def working_in(folder: Path, now: Begun, resume: bool) -> Iterator[None]:
    """Hold the folder until the block ends. UsageFault where another batch does, or where `resume` finds another one.

    What was graded is never graded again either way; `resume` only refuses where all would have to be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageFault(
                f"another batch is working in {shown(folder)}; wait for it, or name another --out"
            ) from None
        if resume:
            must_be_same(folder, now)
        write_whole(folder / FILE, msgspec.json.encode(now) + b"\n")
        yield


def must_be_same(folder: Path, now: Begun) -> None:
    """Refuse to go on in a folder that was begun otherwise. UsageFault with what differs."""
    try:
        before = msgspec.json.decode((folder / FILE).read_bytes(), type=Begun)
    except (OSError, msgspec.DecodeError):
        raise UsageFault(f"--resume: no batch was begun in {shown(folder)}; leave --resume out to begin one") from None
    differing = [
        f"{name} {told(getattr(before, name))}, not {told(getattr(now, name))}"
        for name in Begun.__struct_fields__
        if getattr(before, name) != getattr(now, name)
    ]
    if differing:
        raise UsageFault(
            f"--resume: {shown(folder)} was begun with {'; '.join(differing)}; leave --resume out to grade it anew"
        )


def told(value: object) -> str:
    """Return a value of Begun in words."""
    return " and ".join(map(str, value)) if isinstance(value, tuple) else str(value)
