"""Submission times from a list that a platform exports: Moodle's grading worksheet, or any list with such a column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

import msgspec

from raftlab.batch.exports.csv_cells import unescape_cell
from raftlab.batch.exports.lossless_csv import CsvSheet
from raftlab.batch.ingest.timestamps import parse_any_time, to_utc
from raftlab.batch.models import Person, SubmissionEntry
from raftlab.batch.person_matching import match_people
from raftlab.batch.roster_rows import BLANK_VALUES, student_rows
from raftlab.batch.row_merge import merge_rows

TIME_HEADINGS = (
    *("last modified (submission)", "zuletzt geändert (abgabe)", "dernière modification (travail remis)"),
    *("última modificación (entrega)", "ultima modifica (consegna)", "laatst gewijzigd (inzending)"),
    *("última modificação (envio)", "submission time", "submitted_at", "submitted at", "date submitted"),
)
"""The columns of submission times, on Moodle in several languages, on Gradescope, and in lists written by hand."""


@dataclass(frozen=True)
class SubmissionTimes:
    """The times of a list. `unread`: texts that are no time, with their lines; `zoneless_count`: left out, no zone."""

    by_person: Mapping[Person, datetime]
    unread: tuple[str, ...] = ()
    zoneless_count: int = 0


def time_column(sheet: CsvSheet) -> int | None:
    """Return the position of the column with the submission times, None if the list has none."""
    return sheet.column_index(*TIME_HEADINGS)


def read_times(sheet: CsvSheet, people: Iterable[Person], zone: tzinfo | None) -> SubmissionTimes:
    """Return the submission times of these people in the list. `zone`: the zone of times that name none."""
    column = time_column(sheet)
    if column is None:
        return SubmissionTimes({})
    times: dict[int, datetime] = {}
    unread, zoneless = [], 0
    for row in range(1, len(sheet.rows)):
        text = unescape_cell(sheet.cell_value(row, column))
        if text.strip().lower() in BLANK_VALUES:
            continue
        time = parse_any_time(text)
        if time is None:
            unread.append(f"line {sheet.line_number(row)}: {text}")
        elif time.tzinfo is None and zone is None:
            zoneless += 1
        else:
            times[row] = to_utc(time if time.tzinfo else time.replace(tzinfo=zone))
    return SubmissionTimes(latest_times(sheet, times, people), tuple(unread), zoneless)


def latest_times(sheet: CsvSheet, times: Mapping[int, datetime], people: Iterable[Person]) -> dict[Person, datetime]:
    """Return the latest time of each person in the rows of that person."""
    students, _ = merge_rows(student_rows(sheet))
    found = {}
    for person, match in match_people(students, people).items():
        rows = match.student.rows if match.student else ()
        if known := [times[row] for row in rows if row in times]:
            found[person] = max(known)
    return found


def set_times(entries: Sequence[SubmissionEntry], times: Mapping[Person, datetime]) -> tuple[SubmissionEntry, ...]:
    """Return the entries with the times of the list; of a group the latest counts."""
    return tuple(
        msgspec.structs.replace(entry, submitted_at=max(known))
        if (known := [times[person] for person in entry.people if person in times])
        else entry
        for entry in entries
    )
