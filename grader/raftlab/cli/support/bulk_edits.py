"""Read many decisions of staff from a CSV file: `--from` of override, comment and extend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.staff_edit_options import EditRow
from raftlab.errors import UsageError
from raftlab.submission_reader import printable_path

BulkFile = Annotated[
    Path | None,
    typer.Option("--from", metavar="CSV", help="Many at once: columns student and score, text or until; also why."),
]


def read_bulk_edits(
    file: Path, column: str, parse_value: Callable[[str], str], reason: str, single_student: tuple[str, str, bool]
) -> list[EditRow]:
    """Return the decisions in a CSV: columns student, `column` and why. UsageError with the line of a wrong one.

    single_student: the arguments for one student, which must be empty.
    """
    from raftlab.batch.exports.csv_cells import unescape_cell
    from raftlab.batch.exports.lossless_csv import read_sheet
    from raftlab.batch.roster_rows import has_extra_cells

    if any(single_student):
        raise UsageError("--from CSV names the students and values itself; leave STUDENT, the value and --undo out")
    sheet = read_sheet(file)
    if missing := [name for name in ("student", column) if sheet.column_index(name) is None]:
        raise UsageError(
            f"{printable_path(file)}: no column {missing[0]}; it needs student and {column}, and may have why"
        )
    rows = []
    for row in range(1, len(sheet.rows)):
        cells = {name: unescape_cell(value) for name, value in sheet.row_by_heading(row).items()}
        line = sheet.line_number(row)
        if not any(cells.values()):
            continue
        if has_extra_cells(sheet, row):
            raise UsageError(
                f"{printable_path(file)}, line {line}: more cells than headings; quote a number or a text with a comma"
            )
        if not cells["student"] or not cells[column]:
            raise UsageError(f"{printable_path(file)}, line {line}: no {'value' if cells['student'] else 'student'}")
        try:
            value, why = parse_value(cells[column]), cells.get("why") or reason
            rows.append(EditRow(cells["student"], value, why, printable_path(file), line))
        except UsageError as error:
            raise UsageError(f"{printable_path(file)}, line {line}: {error}") from None
    if not rows:
        raise UsageError(f"{printable_path(file)}: no rows below the headings")
    return rows
