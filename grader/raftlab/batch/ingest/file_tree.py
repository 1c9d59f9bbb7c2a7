"""What was handed over, as names and bytes: a folder or a zip, never unpacked, never followed out of itself."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from raftlab.errors import UsageError
from raftlab.submission_reader import SUBMISSION_LIMIT_BYTES, open_for_reading, printable_path

MEMBER_LIMIT = 200_000
NESTED_MEMBER_LIMIT = 2_000
DEPTH_LIMIT = 12
NESTED_ZIP_LIMIT_BYTES = 8 << 20
"""A student's own zip inside the class's: how many bytes it may have, packed."""
METADATA_LIMIT_BYTES = 64 << 20


class UnreadableFileError(Exception):
    """A member cannot be read, and why: it costs that submission, never the class."""


@dataclass(frozen=True)
class Member:
    """One file by its path inside the tree; `read(limit)` returns its bytes. Unreadable where it has more, or none."""

    path: PurePosixPath
    read: Callable[[int], bytes]
    modified_at: datetime | None = None

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class FileTree:
    """All files that were handed over, by path, in the order of their names."""

    name: str
    members: Mapping[PurePosixPath, Member]

    def members_in(self, folder: str) -> Iterator[Member]:
        """Yield the members in `folder`, at any depth."""
        return (member for path, member in self.members.items() if len(path.parts) > 1 and path.parts[0] == folder)

    @property
    def top_folders(self) -> list[str]:
        """Return the names at the top that are folders."""
        return sorted({path.parts[0] for path in self.members if len(path.parts) > 1})


def open_tree(path: Path) -> FileTree:
    """Return what lies at `path`, a folder or a zip. UsageError where it is neither."""
    if path.is_dir():
        return strip_wrapper_folder(FileTree(path.name, sort_members(folder_members(path))))
    if not path.exists():
        raise UsageError(
            f"{printable_path(path)} does not exist; name the folder or the zip that your platform exported"
        )
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise UsageError(
            f"{printable_path(path)} is no folder and no readable zip ({fault}); export it again"
        ) from None
    try:
        return strip_wrapper_folder(FileTree(path.stem, sort_members(zip_members(archive, MEMBER_LIMIT))))
    except UnreadableFileError as fault:
        raise UsageError(f"{printable_path(path)}: {fault}; unpack it yourself and name the folder") from None


def sort_members(members: Iterable[tuple[PurePosixPath, Member]]) -> dict[PurePosixPath, Member]:
    """Return the members by path, in the order of their names. Of two with one name the later counts, as unzip does."""
    return dict(sorted(members, key=lambda each: each[0]))


def folder_members(root: Path) -> Iterator[tuple[PurePosixPath, Member]]:
    """Yield the files below `root`. A link is a member that cannot be read; the insides of .git are not looked at."""
    for folder, folders, files in os.walk(root):
        inside = PurePosixPath(Path(folder).relative_to(root).as_posix())
        for name in [each for each in folders if os.path.islink(os.path.join(folder, each))]:
            files.append(name)
        if ".git" in folders:
            files.append(".git")
        folders[:] = sorted(each for each in folders if each != ".git") if len(inside.parts) < DEPTH_LIMIT else []
        for name in files:
            yield inside / name, disk_member(inside / name, Path(folder) / name)


def disk_member(path: PurePosixPath, file: Path) -> Member:
    """Return the member that is `file` on disk."""

    def read(limit: int) -> bytes:
        try:
            handle = open_for_reading(file)
        except OSError as fault:
            why = "it is a link" if file.is_symlink() else (fault.strerror or str(fault)).lower()
            raise UnreadableFileError(f"{path.name} cannot be read: {why}") from None
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UnreadableFileError(f"{path.name} is not a regular file")
            return require_size(path, stream.read(limit + 1), limit)

    try:
        modified = datetime.fromtimestamp(file.lstat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        modified = None
    return Member(path, read, modified)


def zip_members(archive: zipfile.ZipFile, member_limit: int) -> Iterator[tuple[PurePosixPath, Member]]:
    """Yield the files of a zip. Names that lead out of it belong to no one. Unreadable where there are too many."""
    infos = archive.infolist()
    if len(infos) > member_limit:
        raise UnreadableFileError(f"the zip has {len(infos):,} files, over {member_limit:,}")
    for info in infos:
        path = zip_member_path(info.filename)
        if path is not None and not info.is_dir():
            yield path, zip_member(path, archive, info)


def zip_member_path(name: str) -> PurePosixPath | None:
    """Return a member's path, None for one that is absolute, climbs, or is too deep."""
    path = PurePosixPath(name.replace("\\", "/"))
    wrong = path.is_absolute() or not path.parts or ".." in path.parts or ":" in path.parts[0] or "\0" in name
    return None if wrong or len(path.parts) > DEPTH_LIMIT else path


def zip_member(path: PurePosixPath, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    """Return the member that is `info` of the zip: read in memory, up to the limit, whatever its header claims."""

    def read(limit: int) -> bytes:
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UnreadableFileError(f"{path.name} is a link")
        if info.flag_bits & 0x1:
            raise UnreadableFileError(f"{path.name} is encrypted")
        try:
            with archive.open(info) as stream:
                return require_size(path, stream.read(limit + 1), limit)
        except UnreadableFileError:
            raise
        except Exception as fault:  # a hostile archive fails in any way that zlib, bz2, lzma and zipfile know
            raise UnreadableFileError(f"{path.name} cannot be unpacked ({type(fault).__name__})") from None

    try:
        modified = datetime(*info.date_time, tzinfo=UTC)
    except (ValueError, TypeError):
        modified = None
    return Member(path, read, modified)


def require_size(path: PurePosixPath, data: bytes, limit: int) -> bytes:
    """Return `data`. Unreadable where it is over the limit."""
    if len(data) > limit:
        raise UnreadableFileError(f"{path.name} is over {limit // 1024} KB")
    return data


def open_nested_zip(member: Member) -> FileTree:
    """Return the tree of a zip that a student handed in. Unreadable where it is none. A zip in it stays closed."""
    data = member.read(NESTED_ZIP_LIMIT_BYTES)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        return FileTree(member.path.stem, sort_members(zip_members(archive, NESTED_MEMBER_LIMIT)))
    except UnreadableFileError:
        raise
    except Exception as fault:
        raise UnreadableFileError(f"{member.name} is no readable zip ({type(fault).__name__})") from None


def strip_wrapper_folder(tree: FileTree) -> FileTree:
    """Return the tree without what archivers leave behind, and without one folder that holds all the rest."""
    kept = {
        path: member
        for path, member in tree.members.items()
        if "__MACOSX" not in path.parts and path.name not in (".DS_Store", "Thumbs.db", "desktop.ini")
    }
    tops = {path.parts[0] for path in kept}
    only = next(iter(tops)) if len(tops) == 1 else None
    if only is None or only in ("submitted",) or any(len(path.parts) < 3 for path in kept):
        return FileTree(tree.name, kept)
    moved = {PurePosixPath(*path.parts[1:]): member for path, member in kept.items()}
    return FileTree(only, {path: Member(path, member.read, member.modified_at) for path, member in moved.items()})


def read_source(member: Member) -> bytes:
    """Return a source file's bytes. Unreadable where it is too large to be one."""
    return member.read(SUBMISSION_LIMIT_BYTES)
