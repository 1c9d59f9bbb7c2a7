"""The files of a folder or a zip, as names and bytes. Zips are read in memory, and links are not followed."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from raftlab.errors import UsageError
from raftlab.submission_reader import SUBMISSION_LIMIT_BYTES, open_for_reading, printable_path

MEMBER_LIMIT = 200_000
NESTED_MEMBER_LIMIT = 2_000
DEPTH_LIMIT = 12
NESTED_ZIP_LIMIT_BYTES = 8 << 20
"""The largest packed size of a zip inside the class's zip."""
CLASS_ZIP_LIMIT_BYTES = 512 << 20
"""The largest packed size of a class's zip that was zipped again."""
WRAPPER_LIMIT = 4
"""How many folders or zips around an export are opened."""
METADATA_LIMIT_BYTES = 64 << 20
ARCHIVER_NAMES = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
TOOL_FOLDERS = frozenset({"__pycache__", "$RECYCLE.BIN", "System Volume Information", "@eaDir"})
"""Folders that tools make where they work; those of other tools start with a point."""
UTF8_NAME_FLAG = 0x800


class UnreadableFileError(Exception):
    """A member cannot be read, with the reason. It affects one submission, never the class."""


@dataclass(frozen=True)
class Member:
    """One file by its path inside the tree. `read(limit)` returns its bytes; UnreadableFileError if it has more."""

    path: PurePosixPath
    read: Callable[[int], bytes]
    modified_at: datetime | None = None
    """The file's own time; without a zone if it was read from a zip, which names none."""

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class FileTree:
    """All files by path, in the order of their names."""

    name: str
    members: Mapping[PurePosixPath, Member]
    refused_names: tuple[str, ...] = ()
    """Names in a zip that lead out of it, or too deep."""

    def members_in(self, folder: str) -> Iterator[Member]:
        """Yield the members in `folder`, at any depth."""
        return (member for path, member in self.members.items() if len(path.parts) > 1 and path.parts[0] == folder)

    @property
    def top_folders(self) -> list[str]:
        """Return the names at the top that are folders."""
        return sorted({path.parts[0] for path in self.members if len(path.parts) > 1})

    def student_folders(self, file_name: str) -> list[str]:
        """Return the folders at the top that a tool did not make; one that holds `file_name` is a student's."""
        return [
            top
            for top in self.top_folders
            if not (top.startswith(".") or top in TOOL_FOLDERS)
            or any(member.name == file_name for member in self.members_in(top))
        ]


def open_tree(path: Path) -> FileTree:
    """Return the files of the folder or zip at `path`. UsageError if it is neither."""
    if path.is_dir():
        return drop_archiver_files(FileTree(path.name, sort_members(folder_members(path))))
    if not path.exists():
        raise UsageError(
            f"{printable_path(path)} does not exist; name the folder or the zip that your platform exported"
        )
    try:
        if not path.is_file():
            raise OSError("it is a pipe or a device")  # to open it could wait for ever
        archive = zipfile.ZipFile(path)
    except Exception as error:  # a hostile archive fails in any way that zipfile knows
        raise UsageError(
            f"{printable_path(path)} is no folder and no readable zip ({error}); export it again"
        ) from None
    try:
        return tree_of_zip(path.stem, archive, MEMBER_LIMIT)
    except UnreadableFileError as error:
        raise UsageError(f"{printable_path(path)}: {error}; unpack it yourself and name the folder") from None


def tree_of_zip(name: str, archive: zipfile.ZipFile, member_limit: int) -> FileTree:
    """Return the files of a zip. UnreadableFileError if there are too many."""
    members = sort_members(zip_members(archive, member_limit))
    names = [zip_member_name(info) for info in archive.infolist() if not is_folder(info)]
    refused = tuple(name for name in names if zip_member_path(name) is None)
    return drop_archiver_files(FileTree(name, members, refused))


def is_folder(info: zipfile.ZipInfo) -> bool:
    """Return whether a member is a folder; ZipInfo.is_dir fails for a member without a name."""
    return info.filename.endswith("/")


def sort_members(members: Iterable[tuple[PurePosixPath, Member]]) -> dict[PurePosixPath, Member]:
    """Return the members by path, in the order of their names. The later of two equal names counts, as with unzip."""
    return dict(sorted(members, key=lambda each: each[0]))


def folder_members(root: Path) -> Iterator[tuple[PurePosixPath, Member]]:
    """Yield the files below `root`. A link is a member that cannot be read; .git is not opened."""
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
        except OSError as error:
            why = "it is a link" if file.is_symlink() else (error.strerror or str(error)).lower()
            raise UnreadableFileError(f"{path.name} cannot be read: {why}") from None
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UnreadableFileError(f"{path.name} is not a regular file")
            return require_size_limit(path, stream.read(limit + 1), limit)

    try:
        modified = datetime.fromtimestamp(file.lstat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        modified = None
    return Member(path, read, modified)


def zip_members(archive: zipfile.ZipFile, member_limit: int) -> Iterator[tuple[PurePosixPath, Member]]:
    """Yield the files of a zip; names that lead out of it are dropped. UnreadableFileError if there are too many."""
    infos = archive.infolist()
    if len(infos) > member_limit:
        raise UnreadableFileError(f"the zip has {len(infos):,} files, over {member_limit:,}")
    for info in infos:
        path = zip_member_path(zip_member_name(info))
        if path is not None and not is_folder(info):
            yield path, zip_member(path, archive, info)


def zip_member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name. Where the zip does not name its encoding, it is UTF-8 if it can be, as macOS writes it.

    Else it is the first code page of DOS that makes letters of it.
    """
    try:
        raw = b"" if info.flag_bits & UTF8_NAME_FLAG else info.filename.encode("cp437")  # as zipfile decoded it
        return raw.decode("utf-8") or info.filename
    except UnicodeEncodeError:
        return info.filename
    except UnicodeDecodeError:
        names = [info.filename, raw.decode("cp850")]
        return next((name for name in names if all(char.isascii() or char.isalnum() for char in name)), names[0])


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
                return require_size_limit(path, stream.read(limit + 1), limit)
        except UnreadableFileError:
            raise
        except Exception as error:  # a hostile archive fails in any way that zlib, bz2, lzma and zipfile know
            raise UnreadableFileError(f"{path.name} cannot be unpacked ({type(error).__name__})") from None

    try:
        modified = datetime(*info.date_time)
    except (ValueError, TypeError):
        modified = None
    return Member(path, read, modified)


def require_size_limit(path: PurePosixPath, data: bytes, limit: int) -> bytes:
    """Return `data`. UnreadableFileError if it is over the limit."""
    if len(data) > limit:
        raise UnreadableFileError(f"{path.name} is over {limit // 1024} KB")
    return data


def open_nested_zip(
    member: Member, limit: int = NESTED_ZIP_LIMIT_BYTES, member_limit: int = NESTED_MEMBER_LIMIT
) -> FileTree:
    """Return the files of a zip inside a tree. UnreadableFileError if it is no zip. A zip inside it stays closed."""
    data = member.read(limit)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        return tree_of_zip(member.path.stem, archive, member_limit)
    except UnreadableFileError:
        raise
    except Exception as error:
        raise UnreadableFileError(f"{member.name} is no readable zip ({type(error).__name__})") from None


def drop_archiver_files(tree: FileTree) -> FileTree:
    """Return the tree without the files that archivers add, and without macOS's "._NAME" beside each NAME."""
    kept = {path: member for path, member in tree.members.items() if not any(map(is_archiver_name, path.parts))}
    return replace(tree, members=kept)


def is_archiver_name(name: str) -> bool:
    """Return whether an archiver or a file manager made the file or folder of this name, and no student."""
    return name in ARCHIVER_NAMES or name.startswith("._")


def only_folder(tree: FileTree) -> str | None:
    """Return the single folder around everything, None if there is none."""
    tops = {path.parts[0] for path in tree.members}
    return next(iter(tops)) if len(tops) == 1 and all(len(path.parts) > 1 for path in tree.members) else None


def without_top_folder(tree: FileTree) -> FileTree:
    """Return the tree inside the single folder around everything."""
    moved = {
        (path := PurePosixPath(*old.parts[1:])): replace(member, path=path) for old, member in tree.members.items()
    }
    return replace(tree, name=only_folder(tree) or tree.name, members=moved)


def unwrapped_trees(tree: FileTree) -> Iterator[FileTree]:
    """Yield the trees inside the only folder or the only zip, outermost first: exports are often zipped again."""
    for _ in range(WRAPPER_LIMIT):
        only = next(iter(tree.members.values())) if len(tree.members) == 1 else None
        if only_folder(tree) is not None:
            tree = without_top_folder(tree)
        elif only is not None and only.name.lower().endswith(".zip"):
            try:
                tree = open_nested_zip(only, CLASS_ZIP_LIMIT_BYTES, MEMBER_LIMIT)
            except UnreadableFileError:
                return
        else:
            return
        yield tree


def strip_wrapper_folder(tree: FileTree) -> FileTree:
    """Return the tree without a single folder around the students' folders."""
    only = only_folder(tree)
    if only is None or only == "submitted" or any(len(path.parts) < 3 for path in tree.members):
        return tree
    return without_top_folder(tree)


def strip_class_folder(tree: FileTree, file_name: str) -> FileTree:
    """Return the tree without a single folder that has `file_name` in several of its folders, and not in itself."""
    if only_folder(tree) is None:
        return tree
    folders = {path.parts[1:-1][:1] for path in tree.members if path.name == file_name}
    return without_top_folder(tree) if len(folders) > 1 and () not in folders else tree


def folders_with(tree: FileTree, file_name: str) -> set[str]:
    """Return the folders at the top with a file of that name at any depth."""
    return {path.parts[0] for path in tree.members if path.name == file_name and len(path.parts) > 1}


def read_source(member: Member) -> bytes:
    """Return a source file's bytes. UnreadableFileError if it is too large."""
    return member.read(SUBMISSION_LIMIT_BYTES)
