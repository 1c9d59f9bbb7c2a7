"""One submission as a platform exported it, and the choice of its file to grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath

import msgspec

from raftlab.batch.ingest.file_tree import Member, UnreadableFileError, open_nested_zip, read_source
from raftlab.batch.models import Person, SubmissionEntry
from raftlab.design.design_document import join_defence_bytes
from raftlab.report.sanitise import encodable_text, one_line
from raftlab.submission_reader import browser_copy_names

NAME_LIMIT = 5


class MissingFileError(UnreadableFileError):
    """The submission has no file of that name, nor anything that could be it."""


@dataclass(frozen=True)
class PlatformSubmission:
    """The submission of one student or group. `files`: original name and member, preferred first."""

    key: str
    people: tuple[Person, ...]
    files: tuple[tuple[str, Member], ...]
    attempt_count: int = 1
    submitted_at: datetime | None = None
    late: bool = False
    local_time: datetime | None = None
    """When it was submitted, by a clock whose zone the platform does not name."""
    earlier_files: tuple[Member, ...] = ()
    """The files of earlier attempts, which are not graded."""
    notes: tuple[str, ...] = ()


def make_entry(
    submission: PlatformSubmission, file_name: str, zone: tzinfo | None = None, document: str = ""
) -> SubmissionEntry:
    """Return the submission as an entry of the class, with the text of `file_name` or the reason why there is none.

    document: a file that belongs to it; where it was handed in, its text follows in the same entry.
    zone: of the times that the platform writes without one; None leaves them unknown.
    """
    notes: tuple[str, ...] = ()
    source, error_text = b"", ""
    try:
        found, notes = choose_file(submission, file_name)
        source = read_named_source(found, file_name)
        if document and has_file(submission, document):
            source = join_defence_bytes(source, read_named_source(choose_file(submission, document)[0], document))
        error_text = "" if source.strip() else f"{file_name} is empty"
    except UnreadableFileError as error:
        error_text = one_line(str(error))
    return entry_with_source(submission, file_name, source, error_text, notes, zone)


def entry_with_source(
    submission: PlatformSubmission,
    file_name: str,
    source: bytes,
    error_text: str,
    notes: Iterable[str],
    zone: tzinfo | None,
) -> SubmissionEntry:
    """Return the entry of a submission whose text is known, or why there is none."""
    return SubmissionEntry(
        key=encodable_text(submission.key),
        people=tuple(map(encodable_person, submission.people)),
        file=file_name,
        source=b"" if error_text else source,
        attempt=submission.attempt_count,
        submitted_at=submission.submitted_at or local_to_utc(submission.local_time, zone),
        late=submission.late,
        error_text=error_text,
        notes=(*submission.notes, *notes),
    )


def has_file(submission: PlatformSubmission, file_name: str) -> bool:
    """Return whether a file of that name was handed in, alone or in a zip."""
    try:
        choose_file(submission, file_name)
    except UnreadableFileError:
        return False
    return True


def read_named_source(member: Member, file_name: str) -> bytes:
    """Return a file's bytes. UnreadableFileError calls it by the name that its author gave it."""
    try:
        return read_source(member)
    except UnreadableFileError as error:
        raise UnreadableFileError(str(error).replace(member.name, file_name, 1)) from None


def local_to_utc(local_time: datetime | None, zone: tzinfo | None) -> datetime | None:
    """Return a local time in UTC, None without a time or a zone."""
    return local_time.replace(tzinfo=zone).astimezone(UTC) if local_time and zone else None


def encodable_person(person: Person) -> Person:
    """Return the person with names that can be encoded as UTF-8."""
    told = {kind: encodable_text(name) for kind, name in msgspec.structs.asdict(person).items()}
    return Person(**told)


def choose_file(submission: PlatformSubmission, file_name: str) -> tuple[Member, tuple[str, ...]]:
    """Return the file called `file_name`, and notes on the choice.

    UnreadableFileError if it is not clear which; MissingFileError if there is none.
    """
    exact = [member for name, member in submission.files if PurePosixPath(name).name == file_name]
    zips = {member.name: member for member in submitted_zips(submission.files)} if exact else {}
    if not exact:
        exact = [
            member
            for archive in submitted_zips(submission.files)
            for member in matching_files_in_zip(archive, file_name)
        ]
    copies = {
        name: member for name, member in submission.files if browser_copy_names([PurePosixPath(name).name], file_name)
    }
    shown = ", ".join(one_line(name)[:80] for name in (*copies, *zips))
    if exact:
        several = (f"{len(exact)} files called {file_name}; {one_line(str(exact[0].path))} was taken",)
        return exact[0], (*(several if len(exact) > 1 else ()), *((f"there is also {shown}",) if shown else ()))
    if len(copies) == 1:
        return next(iter(copies.values())), (f"{shown} was taken as {file_name}",)
    if copies:
        raise UnreadableFileError(f"no file called {file_name}; of {shown} it is not clear which counts")
    raise MissingFileError(missing_file_text(submission, file_name))


def submitted_zips(files: Iterable[tuple[str, Member]]) -> Iterator[Member]:
    """Yield the student's zips."""
    return (member for name, member in files if name.lower().endswith(".zip"))


def matching_files_in_zip(archive: Member, file_name: str) -> list[Member]:
    """Return the members of a student's zip called `file_name`, the one closest to its top first."""
    found = [member for path, member in open_nested_zip(archive).members.items() if path.name == file_name]
    return sorted(found, key=lambda member: (len(member.path.parts), str(member.path)))


def missing_file_text(submission: PlatformSubmission, file_name: str) -> str:
    """Return the message for a submission without the file: which files it has."""
    names = [one_line(name)[:80] for name, _ in submission.files]
    more = f" and {len(names) - NAME_LIMIT} more" if len(names) > NAME_LIMIT else ""
    seen = f"; there is {', '.join(names[:NAME_LIMIT])}{more}" if names else "; nothing was submitted"
    has_earlier = any(member.name.endswith(file_name) for member in submission.earlier_files)
    return f"no file called {file_name}{seen}{'; an earlier attempt has it' if has_earlier else ''}"
