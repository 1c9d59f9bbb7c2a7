"""Brightspace's download: "id-id - NAME - TIME/" folders, or files with that prefix, beside index.html."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from raftlab.batch.ingest.file_tree import FileTree, Member
from raftlab.batch.ingest.platform_submission import PlatformSubmission
from raftlab.batch.ingest.timestamps import parse_month_name_time
from raftlab.batch.models import Person

SUBMISSION_NAME = re.compile(
    r"(?P<ids>\d+-\d+) - (?P<who>.+) - (?P<time>[^-/]*\b\d{4}\b[^-/]*?)(?: - (?P<original>[^/]+))?", re.S
)
INDEX_PATH = PurePosixPath("index.html")
"""Brightspace's own list of the submissions."""


@dataclass(frozen=True)
class SubmissionName:
    """The parts of the name that Brightspace gives a folder or a file."""

    ids: str
    who: str
    time: datetime
    original: str


def parse_submission_name(name: str) -> SubmissionName | None:
    """Return the parts of a name that Brightspace gave, None for another name.

    >>> parse_submission_name("12-34 - Ada Lovelace - Sep 24, 2026 926 PM").time.isoformat()
    '2026-09-24T21:26:00'
    """
    match = SUBMISSION_NAME.fullmatch(name)
    time = parse_month_name_time(match["time"]) if match else None
    return SubmissionName(match["ids"], match["who"], time, match["original"] or "") if match and time else None


def is_brightspace(tree: FileTree) -> bool:
    """Return whether most names at the top are Brightspace's."""
    tops = {path.parts[0] for path in tree.members if path != INDEX_PATH}
    return bool(tops) and sum(parse_submission_name(top) is not None for top in tops) * 2 > len(tops)


def read_brightspace(tree: FileTree, file: str, scene_id: str) -> Iterator[PlatformSubmission]:
    """Yield a submission for each student: the files of the latest one, and those of earlier ones after them."""
    students: dict[tuple[str, str], dict[datetime, list[tuple[str, Member]]]] = defaultdict(lambda: defaultdict(list))
    for path, member in tree.members.items():
        about = parse_submission_name(path.parts[0])
        if about and bool(about.original) == (len(path.parts) == 1):
            name = about.original or "/".join(path.parts[1:])
            students[about.ids, about.who][about.time].append((name, member))
    for (ids, who), attempts in sorted(students.items()):
        latest = max(attempts)
        group, _, name = who.rpartition(" - ")
        note = (f"handed in for {group}; Brightspace does not say who else is in it",) if group else ()
        yield PlatformSubmission(
            f"{ids} - {who}",
            (person_from_name(name),),
            tuple(sorted(attempts[latest], key=lambda each: (each[0].count("/"), each[0]))),
            len(attempts),
            local_time=latest,
            earlier_files=tuple(member for time, files in attempts.items() if time != latest for _, member in files),
            notes=note,
        )


def person_from_name(who: str) -> Person:
    """Return the person: a first word with a digit is an id or a login, and so is one in small letters before a name.

    >>> person_from_name("23304308 Angood").id, person_from_name("Mary-Ann Smith").name
    ('23304308', 'Mary-Ann Smith')
    """
    first, _, name = who.partition(" ")
    if first.isdigit():
        return Person(id=first, name=name)
    is_login = any(char.isdigit() for char in first) or (first.islower() and name.count(" ") and name[:1].isupper())
    return Person(login=first, name=name) if is_login else Person(name=who)
