"""Blackboard's download: ASSIGNMENT_login_attempt_time_file beside ASSIGNMENT_login_attempt_time.txt."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
UNCERTAIN_LOGIN_NOTE = "without Blackboard's text file it is not certain where the login begins in the file's name"
TIME_FORMAT = "%Y-%m-%d-%H-%M-%S"


@dataclass(frozen=True)
class BlackboardFile:
    """One file of an attempt: the parts of its name, and the file. `is_receipt`: Blackboard wrote it."""

    start: str
    time: str
    original: str
    is_receipt: bool
    member: Member


@dataclass(frozen=True)
class AttemptPerson:
    """The student of an attempt. `is_certain`: whether the login is known to begin there in the file's name."""

    person: Person
    is_certain: bool


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
    for files in students.values():
        files.sort(key=lambda each: (each.time, not each.is_receipt), reverse=True)
    people = people_of_attempts(students)
    login_counts = Counter(about.person.login for about in people.values())
    for start, files in sorted(students.items()):
        about = people[start]
        times = sorted({each.time for each in files})
        latest = [(each.original, each.member) for each in files if each.time == times[-1]]
        yield PlatformSubmission(
            about.person.login if about.is_certain and login_counts[about.person.login] == 1 else start,
            (about.person,),
            tuple(sorted(latest, key=lambda each: each[0])),
            len(times),
            local_time=attempt_time(times[-1]),
            earlier_files=tuple(each.member for each in files if each.time != times[-1]),
            notes=() if about.is_certain else (UNCERTAIN_LOGIN_NOTE,),
        )


def people_of_attempts(students: Mapping[str, Sequence[BlackboardFile]]) -> dict[str, AttemptPerson]:
    """Return the student of each ASSIGNMENT_login: as a text file says, else what follows the assignment's name.

    A text file of any student shows where that name ends. Without one it is what all have in common, and not certain:
    a login may have underscores, as the name may.
    """
    found = {start: person for start, files in students.items() if (person := read_person(start, files))}
    prefixes = {start[: len(start) - len(person.login)] for start, person in found.items()}
    common = os.path.commonprefix(list(students)) if len(students) > 1 else ""  # noqa: RUF071 -- of names, not of paths
    guess = common[: common.rfind("_") + 1]
    people = {}
    for start in students:
        known = max((each for each in prefixes if start.startswith(each)), key=len, default=None)
        prefix = guess or start[: start.find("_") + 1] if known is None else known
        person = found.get(start) or Person(login=start.removeprefix(prefix) or start)
        people[start] = AttemptPerson(person, start in found or known is not None or start.count("_") <= 1)
    return people


def read_person(start: str, files: Sequence[BlackboardFile]) -> Person | None:
    """Return the student that a text file of the attempts names, None if there is no such file."""
    for each in files:
        about = read_receipt(each.member) if each.is_receipt else {}
        if about and f"_{start}".endswith(f"_{about['login']}"):
            return Person(login=about["login"], name=about["name"])
    return None


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
