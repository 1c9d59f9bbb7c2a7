"""Blackboard's download: ASSIGNMENT_login_attempt_time_file beside ASSIGNMENT_login_attempt_time.txt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from raftlab.batch.ingest.file_tree import FileTree, Member, UnreadableFileError
from raftlab.batch.ingest.platform_submission import PlatformSubmission
from raftlab.batch.models import Person

ATTEMPT_NAME = re.compile(
    r"(?P<start>.+)_attempt_(?P<time>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_(?P<original>.+)|\.(?P<receipt>txt))", re.S
)
PERSON_LINE = re.compile(r"^\s*Name:\s*(?P<name>.*?)\s*\((?P<login>[^()\r\n]+)\)\s*$", re.M)
RECEIPT_LIMIT_BYTES = 1 << 20
TIME_FORMAT = "%Y-%m-%d-%H-%M-%S"


@dataclass(frozen=True)
class BlackboardFile:
    """One file of an attempt: the parts of its name, and the file. `is_receipt`: Blackboard wrote it."""

    start: str
    time: str
    original: str
    is_receipt: bool
    member: Member


def parse_attempt_name(member: Member) -> BlackboardFile | None:
    """Return the parts of a name that Blackboard gave a file, None for another name."""
    match = ATTEMPT_NAME.fullmatch(member.name)
    if match is None:
        return None
    return BlackboardFile(
        match["start"], match["time"], match["original"] or "receipt.txt", match["receipt"] is not None, member
    )


def parse_attempt_files(tree: FileTree) -> list[BlackboardFile]:
    """Return the files at the top that are named as Blackboard names them."""
    found = (parse_attempt_name(member) for path, member in tree.members.items() if len(path.parts) == 1)
    return [file for file in found if file is not None]


def is_blackboard(tree: FileTree) -> bool:
    """Return whether most files at the top are named as Blackboard names them."""
    top_count = sum(len(path.parts) == 1 for path in tree.members)
    return len(parse_attempt_files(tree)) * 2 > top_count > 0


def read_blackboard(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield a submission for each student: the files of the latest attempt, and those of earlier ones after them."""
    students: dict[str, list[BlackboardFile]] = defaultdict(list)
    for each in parse_attempt_files(tree):
        students[each.start].append(each)
    for start, files in sorted(students.items()):
        files.sort(key=lambda each: (each.time, not each.is_receipt), reverse=True)
        times = sorted({each.time for each in files})
        latest = [(each.original, each.member) for each in files if each.time == times[-1]]
        person = read_person(start, files)
        yield PlatformSubmission(
            person.login,
            (person,),
            tuple(sorted(latest, key=lambda each: each[0])),
            len(times),
            local_time=attempt_time(times[-1]),
            earlier_files=tuple(each.member for each in files if each.time != times[-1]),
        )


def read_person(start: str, files: list[BlackboardFile]) -> Person:
    """Return the student of an attempt: as its text file says, else the last word of ASSIGNMENT_login."""
    for each in files:
        about = read_receipt(each.member) if each.is_receipt else {}
        if about and f"_{start}".endswith(f"_{about['login']}"):
            return Person(login=about["login"], name=about["name"])
    return Person(login=start.rpartition("_")[2])


def read_receipt(member: Member) -> Mapping[str, str]:
    """Return the name and login in the text file that Blackboard writes for an attempt, nothing if there is none."""
    try:
        text = member.read(RECEIPT_LIMIT_BYTES).decode("utf-8-sig", "replace")
    except UnreadableFileError:
        return {}
    match = PERSON_LINE.search(text.partition("\nSubmission Field")[0])
    return match.groupdict() if match else {}


def attempt_time(text: str) -> datetime | None:
    """Return the time of an attempt, as the clock of the server showed it."""
    try:
        return datetime.strptime(text, TIME_FORMAT)
    except ValueError:
        return None
