"""One hand-in as a platform exported it, and the choice of the one file of it that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

import msgspec

from raftlab.batch.ingest.tree import Member, Unreadable, nested, text_of
from raftlab.batch.records import Entry, Person
from raftlab.report.sanitise import encodable, one_line

NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Handed:
    """What one student, or one group, handed in. `files`: the name that each had with its author, best first."""

    key: str
    people: tuple[Person, ...]
    files: tuple[tuple[str, Member], ...]
    attempts: int = 1
    submitted_at: datetime | None = None
    late: bool = False


def entry_of(handed: Handed, file: str) -> Entry:
    """Return the hand-in as an entry of the class: the text of `file`, or why there is none."""
    notes: tuple[str, ...] = ()
    source, fault = b"", ""
    try:
        found, notes = chosen(handed, file)
        source = text_of(found)
        fault = "" if source.strip() else f"{file} is empty"
    except Unreadable as met:
        fault = one_line(str(met))
    return Entry(
        key=encodable(handed.key),
        people=tuple(map(readable, handed.people)),
        file=file,
        source=b"" if fault else source,
        attempt=handed.attempts,
        submitted_at=handed.submitted_at,
        late=handed.late,
        fault=fault,
        notes=notes,
    )


def readable(person: Person) -> Person:
    """Return the person with names that can be written anywhere."""
    told = {kind: encodable(name) for kind, name in msgspec.structs.asdict(person).items()}
    return Person(**told)


def chosen(handed: Handed, file: str) -> tuple[Member, tuple[str, ...]]:
    """Return the file called `file`, and what to note of the choice. Unreadable where there is none."""
    exact = [member for name, member in handed.files if PurePosixPath(name).name == file]
    if not exact:
        exact = [member for archive in archives(handed.files) for member in inside(archive, file)]
    if not exact:
        raise Unreadable(missing(handed, file))
    several = (f"{len(exact)} files called {file}; {one_line(str(exact[0].path))} was taken",)
    return exact[0], several if len(exact) > 1 else ()


def archives(files: Iterable[tuple[str, Member]]) -> Iterator[Member]:
    """Yield the zips that a student handed in."""
    return (member for name, member in files if name.lower().endswith(".zip"))


def inside(archive: Member, file: str) -> list[Member]:
    """Return the members called `file` of a student's zip, the one nearest to its top first."""
    found = [member for path, member in nested(archive).members.items() if path.name == file]
    return sorted(found, key=lambda member: (len(member.path.parts), str(member.path)))


def missing(handed: Handed, file: str) -> str:
    """Return the words for a hand-in that lacks the file: what it has instead."""
    names = [one_line(name)[:80] for name, _ in handed.files]
    more = f" and {len(names) - NAMED_AT_MOST} more" if len(names) > NAMED_AT_MOST else ""
    seen = f"; there is {', '.join(names[:NAMED_AT_MOST])}{more}" if names else "; nothing was handed in"
    return f"no file called {file}{seen}"
