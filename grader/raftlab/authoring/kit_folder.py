"""A kit as a folder that is ready to be a repository. A newer release replaces its files and no others."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from raftlab.authoring.student_kit import FilesByPath
from raftlab.errors import UsageError
from raftlab.state_dir import write_atomically

MANIFEST = "KIT.sha256"
MANIFEST_LINE = re.compile(r"^[0-9a-f]{64}  (\S.*)$", re.M)


def add_digest_manifest(files: FilesByPath) -> FilesByPath:
    """Return the files with the list of their digests, which `sha256sum -c KIT.sha256` reads."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return dict(sorted({**files, MANIFEST: "".join(lines).encode()}.items()))


def write_kit_folder(folder: Path, files: FilesByPath) -> int:
    """Write the kit's files, remove those that only an earlier release had, and return how many were removed.

    What is there besides, as .git or a student's work, stays. UsageError for a folder with files and no manifest.
    """
    earlier = earlier_release_files(folder)
    for name, data in files.items():
        if name != MANIFEST:
            write_if_changed(folder / name, data)
    former = [name for name in earlier if name not in files]
    for name in former:
        (folder / name).unlink(missing_ok=True)
        remove_empty_parents(folder, (folder / name).parent)
    write_if_changed(folder / MANIFEST, files[MANIFEST])
    return len(former)


def earlier_release_files(folder: Path) -> list[str]:
    """Return the names of the files that an earlier release wrote into `folder`; [] for a new one."""
    manifest = folder / MANIFEST
    if manifest.is_file():
        names = MANIFEST_LINE.findall(manifest.read_text(encoding="utf-8", errors="replace"))
        return [name for name in names if not name.startswith("/") and ".." not in name.split("/")]
    if folder.is_dir() and any(path.name != ".git" for path in folder.iterdir()):
        raise UsageError(f"{folder} holds files that no release wrote; name another folder with --out, or empty it")
    return []


def write_if_changed(file: Path, data: bytes) -> None:
    """Write a file, unless it holds exactly that."""
    if not (file.is_file() and file.read_bytes() == data):
        write_atomically(file, data)


def remove_empty_parents(top: Path, folder: Path) -> None:
    """Remove `folder` and those above it, up to `top`, while they are empty."""
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
