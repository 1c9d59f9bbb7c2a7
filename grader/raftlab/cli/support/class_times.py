"""The due time of a class and the times of its submissions, for `raftlab batch`: what was understood is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from raftlab.batch.exports.lossless_csv import read_sheet
from raftlab.batch.ingest.timestamps import parse_due_time, parse_zone, weekday_time_text
from raftlab.batch.models import SubmissionEntry
from raftlab.batch.submission_times import read_times, set_times, time_column
from raftlab.cli.support.console import names_text, say, warn
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path

MARKING_LAYOUTS = ("canvas",)
"""The platforms whose export marks late submissions, without their times."""


@dataclass(frozen=True)
class ClassInputOptions:
    """Where a class is read from: the export, its layout, the roster, and what says who was late."""

    path: Path
    layout: str | None = None
    roster: Path | None = None
    due: str | None = None
    zone: str | None = None
    times: Path | None = None


def read_due_time(source: ClassInputOptions) -> tuple[datetime | None, tzinfo | None]:
    """Return the due time and the zone, and print the due time as it was understood. UsageError for wrong ones."""
    zone = parse_zone(source.zone)
    due = parse_due_time(source.due, "--due", zone) if source.due else None
    if due is not None:
        say(f"due    {weekday_time_text(due, zone)}")
    return due, zone


def add_listed_times(
    source: ClassInputOptions, zone: tzinfo | None, entries: tuple[SubmissionEntry, ...]
) -> tuple[SubmissionEntry, ...]:
    """Return the entries with the times that --times or the roster lists. UsageError if --times lists none."""
    file = source.times or source.roster
    if file is None:
        return entries
    sheet = read_sheet(file, minimum_columns=1)
    if source.times and time_column(sheet) is None:
        seen = one_line(", ".join(sheet.headings))[:200]
        raise UsageError(
            f"--times {printable_path(file)}: no column with submission times, such as Moodle's "
            f"Last modified (submission); its columns are {seen}"
        )
    times = read_times(sheet, (person for entry in entries for person in entry.people), zone)
    if times.by_person:
        say(f"times  {printable_path(file)}: of {len(times.by_person)} students")
    if times.unread:
        warn(f"{printable_path(file)}: not read as times: {names_text([one_line(text) for text in times.unread])}")
    if times.zoneless_count and (source.times or source.due):
        warn(
            f"{printable_path(file)}: {times.zoneless_count} times without a zone are left out; "
            "name it with --zone Europe/Berlin"
        )
    return set_times(entries, times.by_person)


def warn_of_unknown_times(layout: str, entries: Sequence[SubmissionEntry]) -> bool:
    """Print the submissions that have no known time, and return whether there are any."""
    unknown = [one_line(entry.key) for entry in entries if entry.submitted_at is None and not entry.late]
    if unknown and layout in MARKING_LAYOUTS:
        say(f"{layout}'s export has no times: its own marks say who was late, whatever --due is")
        return False
    if unknown:
        warn(
            f"{len(unknown)} without a submission time, so nobody knows whether they were late: {names_text(unknown)}; "
            "name a list with --times, or the zone of the times with --zone"
        )
    return bool(unknown)
