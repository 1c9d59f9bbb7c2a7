"""How each platform lays out what it exports: a layout claims a tree by its names, and tells the hand-ins in it."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from raftlab.batch.ingest.file_tree import FileTree, Member, UnreadableFileError
from raftlab.batch.ingest.platform_submission import PlatformSubmission
from raftlab.batch.ingest.timestamps import parse_time
from raftlab.batch.models import Person

CANVAS_NAME = re.compile(r"(?P<name>[^_/]+)(?P<late>_LATE)?_(?P<user>\d+)_(?P<attachment>\d+)_(?P<original>.+)")
RESUBMISSION_NAME = re.compile(r"(?P<stem>.+)-(?P<number>\d{1,3})(?P<suffix>\.\w+)")
MOODLE_NAME = re.compile(r"(?P<name>.+?)_(?P<participant>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<original>.*)")
TIMESTAMP_LIMIT_BYTES = 200


@dataclass(frozen=True)
class PlatformLayout:
    """One platform's way. `claims` tells whether a tree is laid out so; `hand_ins` yields what is in it."""

    name: str
    matches: Callable[[FileTree], bool]
    read_submissions: Callable[[FileTree, str, str], Iterator[PlatformSubmission]]
    """Of the tree, the expected file's name, the scene's id."""


# ---- Canvas: sortablename[_LATE]_user_attachment_original ----


def is_canvas(tree: FileTree) -> bool:
    """Tell whether most files at the top are named as Canvas names attachments."""
    tops = [path.name for path in tree.members if len(path.parts) == 1]
    return bool(tops) and sum(CANVAS_NAME.fullmatch(name) is not None for name in tops) * 2 > len(tops)


def read_canvas(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield one hand-in a user: all attachments, the newest first. A resubmission's file is called name-1.py."""
    users: dict[str, list[tuple[re.Match[str], Member]]] = defaultdict(list)
    for path, member in tree.members.items():
        if len(path.parts) == 1 and (told := CANVAS_NAME.fullmatch(path.name)):
            users[told["user"]].append((told, member))
    for user, attachments in sorted(users.items()):
        attachments.sort(key=lambda each: int(each[0]["attachment"]), reverse=True)
        files = tuple((original_file_name(told["original"], file), member) for told, member in attachments)
        newest = next(
            (told for told, _ in attachments if original_file_name(told["original"], file) == file), attachments[0][0]
        )
        numbered = RESUBMISSION_NAME.fullmatch(newest["original"])
        attempt = (
            int(numbered["number"]) + 1 if numbered and original_file_name(newest["original"], file) == file else 1
        )
        person = Person(id=user, name=newest["name"])
        yield PlatformSubmission(f"{newest['name']}_{user}", (person,), files, attempt, late=newest["late"] is not None)


def original_file_name(name: str, file: str) -> str:
    """Return `name` without the number that Canvas gives a resubmission, where `file` is meant."""
    told = RESUBMISSION_NAME.fullmatch(name)
    return file if told and told["stem"] + told["suffix"] == file else name


# ---- Moodle: First Last_participant_assignsubmission_file_/… ----


def is_moodle(tree: FileTree) -> bool:
    """Tell whether names at the top say assignsubmission."""
    return any(MOODLE_NAME.fullmatch(path.parts[0]) for path in tree.members)


def read_moodle(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield one hand-in a participant: of a folder each, or of files side by side."""
    found: dict[str, tuple[str, list[tuple[str, Member]]]] = {}
    for path, member in tree.members.items():
        told = MOODLE_NAME.fullmatch(path.parts[0])
        if told:
            name = "/".join(path.parts[1:]) or told["original"]
            found.setdefault(told["participant"], (told["name"], []))[1].append((name, member))
    for number, (name, files) in sorted(found.items()):
        person = Person(id=f"Participant {number}", name=name)
        yield PlatformSubmission(f"{name}_{number}", (person,), sort_files(files))


# ---- nbgrader: submitted/student/assignment/… ----


def nbgrader_root(tree: FileTree) -> FileTree:
    """Return the tree whose tops are the students."""
    if not tree.top_folders or tree.top_folders != ["submitted"]:
        return tree
    inner = {
        (path := PurePosixPath(*old.parts[1:])): replace(member, path=path)
        for old, member in tree.members.items()
        if len(old.parts) > 1
    }
    return FileTree("submitted", inner)


def is_nbgrader(tree: FileTree) -> bool:
    """Tell whether this is a submitted/ tree, or two levels of folders with timestamps."""
    root = nbgrader_root(tree)
    stamped = any(path.name == "timestamp.txt" and len(path.parts) == 3 for path in root.members)
    return root.name == "submitted" or stamped


def read_nbgrader(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield one hand-in a student: of the assignment called like the scene, or of the one that there is."""
    root = nbgrader_root(tree)
    assignments = sorted({path.parts[1] for path in root.members if len(path.parts) > 2})
    for student in root.top_folders:
        own = [member for member in root.members_in(student) if len(member.path.parts) > 2]
        meant = [each for each in own if each.path.parts[1] == scene_id] if scene_id in assignments else own
        files = [("/".join(member.path.parts[2:]), member) for member in meant]
        stamp = next((member for name, member in files if name == "timestamp.txt"), None)
        handed = PlatformSubmission(student, (Person(login=student),), sort_files(files))
        yield replace(handed, submitted_at=read_timestamp(stamp)) if stamp else handed


def read_timestamp(timestamp_file: Member) -> datetime | None:
    """Return the time in a timestamp.txt, None where it tells none."""
    try:
        return parse_time(timestamp_file.read(TIMESTAMP_LIMIT_BYTES).decode("utf-8", "replace").strip())
    except UnreadableFileError:
        return None


# ---- GitHub Classroom: assignment-login/ with .git ----


def is_classroom(tree: FileTree) -> bool:
    """Tell whether most folders at the top are clones."""
    clones = {path.parts[0] for path in tree.members if len(path.parts) > 1 and path.parts[1] == ".git"}
    return bool(clones) and len(clones) * 2 > len(tree.top_folders)


def read_classroom(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield one hand-in a clone; the login is what follows the assignment's name."""
    prefix = os.path.commonprefix(tree.top_folders)  # noqa: RUF071 -- of names, not of paths
    prefix = (
        prefix[: prefix.rfind("-") + 1] if len(tree.top_folders) > 1 else f"{tree.name.removesuffix('-submissions')}-"
    )
    for top in tree.top_folders:
        files = [("/".join(each.path.parts[1:]), each) for each in tree.members_in(top) if each.path.parts[1] != ".git"]
        yield PlatformSubmission(top, (Person(login=top.removeprefix(prefix) or top),), sort_files(files))


# ---- plain folders ----


def read_plain_folders(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield one hand-in a folder at the top, one a zip at the top, and the file itself where it lies there alone."""
    for top in tree.top_folders:
        files = [("/".join(member.path.parts[1:]), member) for member in tree.members_in(top)]
        times = [member.modified_at for name, member in files if PurePosixPath(name).name == file]
        yield PlatformSubmission(
            top, (person_from_folder(top),), sort_files(files), submitted_at=max(filter(None, times), default=None)
        )
    for path, member in tree.members.items():
        if len(path.parts) == 1 and path.suffix.lower() == ".zip":
            yield PlatformSubmission(
                path.name, (person_from_folder(path.stem),), ((path.name, member),), submitted_at=member.modified_at
            )
        elif len(path.parts) == 1 and path.name == file:
            yield PlatformSubmission(tree.name or file, (person_from_folder(tree.name or file),), ((file, member),))


def person_from_folder(folder: str) -> Person:
    """Return the person that a folder's name tells: an address, else a login that may be an id or a name as well."""
    return Person(email=folder) if "@" in folder else Person(login=folder)


def sort_files(files: list[tuple[str, Member]]) -> tuple[tuple[str, Member], ...]:
    """Return the files, those nearest to the top first."""
    return tuple(sorted(files, key=lambda each: (each[0].count("/"), each[0])))
