"""One hand-in as a platform exported it, and the choice of the one file of it that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

import msgspec

from raftlab.batch.ingest.file_tree import Member, UnreadableFileError, open_nested_zip, read_source
from raftlab.batch.models import ClassEntry, Person
from raftlab.report.sanitise import encodable_text, one_line

NAME_LIMIT = 5


@dataclass(frozen=True)
class PlatformSubmission:
    """What one student, or one group, handed in. `files`: the name that each had with its author, best first."""

    key: str
    people: tuple[Person, ...]
    files: tuple[tuple[str, Member], ...]
    attempt_count: int = 1
    submitted_at: datetime | None = None
    late: bool = False


def make_entry(submission: PlatformSubmission, file_name: str) -> ClassEntry:
    """Return the hand-in as an entry of the class: the text of `file`, or why there is none."""
    notes: tuple[str, ...] = ()
    source, fault = b"", ""
    try:
        found, notes = choose_file(submission, file_name)
        source = read_source(found)
        fault = "" if source.strip() else f"{file_name} is empty"
    except UnreadableFileError as met:
        fault = one_line(str(met))
    return ClassEntry(
        key=encodable_text(submission.key),
        people=tuple(map(encodable_person, submission.people)),
        file=file_name,
        source=b"" if fault else source,
        attempt=submission.attempt_count,
        submitted_at=submission.submitted_at,
        late=submission.late,
        error_text=fault,
        notes=notes,
    )


def encodable_person(person: Person) -> Person:
    """Return the person with names that can be written anywhere."""
    told = {kind: encodable_text(name) for kind, name in msgspec.structs.asdict(person).items()}
    return Person(**told)


def choose_file(submission: PlatformSubmission, file_name: str) -> tuple[Member, tuple[str, ...]]:
    """Return the file called `file`, and what to note of the choice. Unreadable where there is none."""
    exact = [member for name, member in submission.files if PurePosixPath(name).name == file_name]
    if not exact:
        exact = [member for archive in zip_files(submission.files) for member in files_in_zip(archive, file_name)]
    if not exact:
        raise UnreadableFileError(missing_file_text(submission, file_name))
    several = (f"{len(exact)} files called {file_name}; {one_line(str(exact[0].path))} was taken",)
    return exact[0], several if len(exact) > 1 else ()


def zip_files(files: Iterable[tuple[str, Member]]) -> Iterator[Member]:
    """Yield the zips that a student handed in."""
    return (member for name, member in files if name.lower().endswith(".zip"))


def files_in_zip(archive: Member, file_name: str) -> list[Member]:
    """Return the members called `file` of a student's zip, the one nearest to its top first."""
    found = [member for path, member in open_nested_zip(archive).members.items() if path.name == file_name]
    return sorted(found, key=lambda member: (len(member.path.parts), str(member.path)))


def missing_file_text(submission: PlatformSubmission, file_name: str) -> str:
    """Return the words for a hand-in that lacks the file: what it has instead."""
    names = [one_line(name)[:80] for name, _ in submission.files]
    more = f" and {len(names) - NAME_LIMIT} more" if len(names) > NAME_LIMIT else ""
    seen = f"; there is {', '.join(names[:NAME_LIMIT])}{more}" if names else "; nothing was handed in"
    return f"no file called {file_name}{seen}"
