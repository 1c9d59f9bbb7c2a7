"""The layout of each platform's export: a layout matches a tree by its file names, and reads its submissions."""

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
from raftlab.batch.ingest.timestamps import parse_clock_time, parse_iso_utc
from raftlab.batch.models import Person
from raftlab.kit import COMPOSED_ID

CANVAS_NAME = re.compile(
    r"(?P<name>[^/]*?)(?P<late>_LATE)?_(?P<user>\d+)_(?:(?P<attachment>\d+)_(?P<original>.+)|(?P<typed>(?:text|link)\.html))"
)
CANVAS_ANONYMOUS_NAME = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon)_(?P<user>[0-9A-Za-z]{5})_"
    r"(?:(?P<attachment>\d+)_(?P<original>.+)|(?P<typed>(?:text|link)\.html))"
)
RESUBMISSION_NAME = re.compile(r"(?P<stem>.+)-(?P<number>\d{1,3})(?P<suffix>\.\w+)")
MOODLE_NAME = re.compile(r"(?P<name>.+?)_(?P<participant>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<original>.*)")
TIMESTAMP_LIMIT_BYTES = 200


@dataclass(frozen=True)
class PlatformLayout:
    """One platform's layout. `matches` tells whether a tree has it; `read_submissions` yields the submissions."""

    name: str
    matches: Callable[[FileTree], bool]
    read_submissions: Callable[[FileTree, str, str], Iterator[PlatformSubmission]]
    """Arguments: the tree, the name of the expected file, the scene's id."""
    expected_text: str
    """What a tree of this layout has, for a message."""
    own_files: frozenset[PurePosixPath] = frozenset()
    """The files at the top that the platform wrote: they belong to no student, and need not."""


# ---- Canvas: sortablename[_LATE]_user_attachment_original, or [LATE_]anon_id_attachment_original ----


def match_canvas_name(name: str) -> re.Match[str] | None:
    """Return the parts of a name that Canvas gave an attachment, a text or a link; None for another name."""
    return CANVAS_ANONYMOUS_NAME.fullmatch(name) or CANVAS_NAME.fullmatch(name)


def is_canvas(tree: FileTree) -> bool:
    """Return whether most files at the top are named as Canvas names attachments."""
    tops = [path.name for path in tree.members if len(path.parts) == 1]
    return bool(tops) and sum(match_canvas_name(name) is not None for name in tops) * 2 > len(tops)


def read_canvas(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield a submission for each user: all attachments, the newest first. A resubmitted file is called name-1.py."""
    users: dict[tuple[str, bool], list[tuple[re.Match[str], Member]]] = defaultdict(list)
    for path, member in tree.members.items():
        if len(path.parts) == 1 and (match := match_canvas_name(path.name)):
            users[match["user"], match.re is CANVAS_ANONYMOUS_NAME].append((match, member))
    for (user, is_anonymous), attachments in sorted(users.items()):
        attachments.sort(key=lambda each: number_sort_key(each[0]["attachment"] or ""), reverse=True)
        files = tuple((submitted_file_name(match, file), member) for match, member in attachments)
        newest = next(
            (match for match, _ in attachments if submitted_file_name(match, file) == file), attachments[0][0]
        )
        numbered = RESUBMISSION_NAME.fullmatch(newest["original"] or "")
        attempt = int(numbered["number"]) + 1 if numbered and submitted_file_name(newest, file) == file else 1
        key = f"{newest['name']}_{user}"
        person = Person(id=key) if is_anonymous else Person(id=user, name=newest["name"])
        yield PlatformSubmission(key, (person,), files, attempt, late=newest["late"] is not None)


def number_sort_key(digits: str) -> tuple[int, str]:
    """Return the sort key of a number of any length."""
    plain = digits.lstrip("0")
    return len(plain), plain


def submitted_file_name(match: re.Match[str], file: str) -> str:
    """Return the name that a file had with its author; text.html or link.html for what was typed into Canvas."""
    return match["typed"] or strip_resubmission_number(match["original"], file)


def strip_resubmission_number(name: str, file: str) -> str:
    """Return `file` if `name` is `file` with the number that Canvas adds to a resubmission, else `name`."""
    told = RESUBMISSION_NAME.fullmatch(name)
    return file if told and told["stem"] + told["suffix"] == file else name


# ---- Moodle: First Last_participant_assignsubmission_file_/… ----


def is_moodle(tree: FileTree) -> bool:
    """Return whether a name at the top contains assignsubmission."""
    return any(MOODLE_NAME.fullmatch(path.parts[0]) for path in tree.members)


def read_moodle(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield a submission for each participant, who has a folder, or files with the participant's prefix."""
    found: dict[str, tuple[str, list[tuple[str, Member]]]] = {}
    for path, member in tree.members.items():
        told = MOODLE_NAME.fullmatch(path.parts[0])
        if told:
            name = "/".join(path.parts[1:]) or told["original"]
            found.setdefault(told["participant"], (told["name"], []))[1].append((name, member))
    for number, (name, files) in sorted(found.items()):
        person = Person(id=f"Participant {number}", name=name)
        yield PlatformSubmission(f"{name}_{number}", (person,), sort_files_by_depth(files))


# ---- nbgrader: submitted/student/assignment/… ----


def nbgrader_root(tree: FileTree) -> FileTree:
    """Return the tree whose top folders are the students."""
    if not tree.top_folders or tree.top_folders != ["submitted"]:
        return tree
    inner = {
        (path := PurePosixPath(*old.parts[1:])): replace(member, path=path)
        for old, member in tree.members.items()
        if len(old.parts) > 1
    }
    return FileTree("submitted", inner)


def is_nbgrader(tree: FileTree) -> bool:
    """Return whether this is a submitted/ tree, or two levels of folders with timestamps."""
    root = nbgrader_root(tree)
    stamped = any(path.name == "timestamp.txt" and len(path.parts) == 3 for path in root.members)
    return root.name == "submitted" or stamped


def read_nbgrader(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield a submission for each student, from the assignment with the scene's id, or from the only one."""
    root = nbgrader_root(tree)
    assignments = sorted({path.parts[1] for path in root.members if len(path.parts) > 2})
    for student in root.top_folders:
        own = [member for member in root.members_in(student) if len(member.path.parts) > 2]
        meant = [each for each in own if each.path.parts[1] == scene_id] if scene_id in assignments else own
        files = [("/".join(member.path.parts[2:]), member) for member in meant]
        stamp = next((member for name, member in files if name == "timestamp.txt"), None)
        handed = PlatformSubmission(student, (Person(login=student),), sort_files_by_depth(files))
        yield add_file_time(handed, read_timestamp(stamp) if stamp else None)


def read_timestamp(timestamp_file: Member) -> datetime | None:
    """Return the time in a timestamp.txt: in UTC if it names no zone, without one if the name is not certain.

    None if it has no time.
    """
    try:
        text = timestamp_file.read(TIMESTAMP_LIMIT_BYTES).decode("utf-8", "replace").strip()
    except UnreadableFileError:
        return None
    return parse_iso_utc(text) or parse_clock_time(text)


# ---- GitHub Classroom: assignment-login/ with .git ----


def clone_folders(tree: FileTree) -> list[str]:
    """Return the folders at the top that are clones."""
    return sorted({path.parts[0] for path in tree.members if len(path.parts) > 1 and path.parts[1] == ".git"})


def is_github(tree: FileTree) -> bool:
    """Return whether most folders at the top are clones."""
    return len(clone_folders(tree)) * 2 > len(tree.student_folders(""))


def assignment_prefix(tree: FileTree) -> str:
    """Return what stands in front of each login: the name of the folder around the clones, else what all begin with."""
    clones = clone_folders(tree)
    named = f"{tree.name.removesuffix('-submissions')}-"
    if len(clones) <= 1 or (tree.name.endswith("-submissions") and all(top.startswith(named) for top in clones)):
        return named
    common = os.path.commonprefix(clones)  # noqa: RUF071 -- of names, not of paths
    return common[: common.rfind("-") + 1]


def read_github(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield a submission for each clone; the login follows the assignment's name."""
    prefix = assignment_prefix(tree)
    for top in tree.student_folders(file):
        files = [("/".join(each.path.parts[1:]), each) for each in tree.members_in(top) if each.path.parts[1] != ".git"]
        yield PlatformSubmission(top, (Person(login=top.removeprefix(prefix) or top),), sort_files_by_depth(files))


# ---- plain folders ----


def read_plain_folders(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield a submission for each top folder and top zip; for the file itself at the top only if nothing else is there.

    Beside the folders of students it is nobody's.
    """
    folders = tree.student_folders(file)
    has_students = bool(folders) or any(len(path.parts) == 1 and path.suffix.lower() == ".zip" for path in tree.members)
    for top in folders:
        files = [("/".join(member.path.parts[1:]), member) for member in tree.members_in(top)]
        times = [
            member.modified_at for name, member in files if scene_id == COMPOSED_ID or PurePosixPath(name).name == file
        ]
        handed = PlatformSubmission(top, (person_from_folder(top),), sort_files_by_depth(files))
        yield add_file_time(handed, max(filter(None, times), default=None))
    for path, member in tree.members.items():
        if len(path.parts) == 1 and path.suffix.lower() == ".zip":
            handed = PlatformSubmission(path.name, (person_from_folder(path.stem),), ((path.name, member),))
            yield add_file_time(handed, member.modified_at)
        elif len(path.parts) == 1 and path.name == file and not has_students:
            yield PlatformSubmission(tree.name or file, (person_from_folder(tree.name or file),), ((file, member),))


def add_file_time(submission: PlatformSubmission, time: datetime | None) -> PlatformSubmission:
    """Return the submission with the time of its file; a zip gives a local time without its zone."""
    is_local = time is not None and time.tzinfo is None
    return replace(submission, local_time=time) if is_local else replace(submission, submitted_at=time)


def person_from_folder(folder: str) -> Person:
    """Return the person of a folder: its name is an email address, else a login, which may be an id or a name."""
    return Person(email=folder) if "@" in folder else Person(login=folder)


def sort_files_by_depth(files: list[tuple[str, Member]]) -> tuple[tuple[str, Member], ...]:
    """Return the files, those closest to the top first."""
    return tuple(sorted(files, key=lambda each: (each[0].count("/"), each[0])))
