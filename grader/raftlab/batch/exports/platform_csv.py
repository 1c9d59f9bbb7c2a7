"""A CSV that a platform exported, to be handed back: what is not changed stays as it was, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from raftlab.batch.exports.csv_cells import escape_cell
from raftlab.errors import UsageError
from raftlab.submission_reader import printable_path

BOM = "\ufeff"
SHEET_LIMIT_BYTES = 32 << 20
FIELD_PATTERN = r'("(?:[^"]|"")*"|[^"{sep}\r\n][^{sep}\r\n]*|)({sep}|\r\n|\n|\r|\Z)'
"""One field and what ends it."""


@dataclass(frozen=True)
class CsvField:
    """One cell: its value, and how it was written."""

    value: str
    raw: str
    end: str


@dataclass(frozen=True)
class CsvSheet:
    """The rows of a CSV. Positions count from 0; a row may be shorter than the headings."""

    name: str
    bom: bool
    separator: str
    rows: tuple[tuple[CsvField, ...], ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the first row, without the blanks around its cells."""
        return tuple(field.value.strip() for field in self.rows[0])

    def cell_value(self, row: int, column: int) -> str:
        """Return a cell, "" past the end of a short row."""
        fields = self.rows[row]
        return fields[column].value.strip() if column < len(fields) else ""

    def row_by_heading(self, row: int) -> dict[str, str]:
        """Return a row by its lower-case headings, blanks stripped; of two equal headings the first."""
        return {name.lower(): self.cell_value(row, column) for column, name in reversed(list(enumerate(self.headings)))}

    def column_index(self, *headings: str) -> int | None:
        """Return the position of the first of these headings that is there, case apart; None for none."""
        known = [heading.lower() for heading in self.headings]
        return next((known.index(name.lower()) for name in headings if name.lower() in known), None)

    def replace_cells(self, cells: Mapping[tuple[int, int], object]) -> CsvSheet:
        """Return the sheet with other values at (row, column), each made harmless, quoted as its row is."""
        rows = list(self.rows)
        for (row, column), value in cells.items():
            fields = pad_row(rows[row], column, self.separator)
            rows[row] = (
                *fields[:column],
                make_field(fields, column, escape_cell(value), self.separator),
                *fields[column + 1 :],
            )
        return replace(self, rows=tuple(rows))

    def to_bytes(self) -> bytes:
        """Return the bytes of the file."""
        text = "".join(field.raw + field.end for row in self.rows for field in row)
        return ((BOM if self.bom else "") + text).encode()


def pad_row(fields: tuple[CsvField, ...], column: int, separator: str) -> tuple[CsvField, ...]:
    """Return a row that reaches `column`."""
    missing = column + 1 - len(fields)
    if missing <= 0:
        return fields
    last = fields[-1]
    blank = (CsvField("", "", separator),) * (missing - 1)
    return (*fields[:-1], replace(last, end=separator), *blank, CsvField("", "", last.end))


def make_field(fields: Sequence[CsvField], column: int, value: str, separator: str) -> CsvField:
    """Return the field at `column` with another value, in quotes where all that its row says is, or where it must."""
    told = [field.raw for field in fields if field.raw]
    quoted = (told and all(raw.startswith('"') for raw in told)) or re.search(rf'["{separator}\r\n\']', value)
    raw = '"' + value.replace('"', '""') + '"' if quoted else value
    return CsvField(value, raw, fields[column].end)


def read_sheet(file: Path) -> CsvSheet:
    """Return the sheet in a file. UsageError, with the repair, where that is no CSV in UTF-8."""
    try:
        data = file.read_bytes()
        text = data.decode("utf-8")
    except OSError as fault:
        raise UsageError(
            f"{printable_path(file)} cannot be read ({fault.strerror}); name the CSV of your platform"
        ) from None
    except UnicodeDecodeError:
        raise UsageError(f"{printable_path(file)} is not UTF-8; export it again, or save it as CSV UTF-8") from None
    if len(data) > SHEET_LIMIT_BYTES:
        raise UsageError(
            f"{printable_path(file)} is over {SHEET_LIMIT_BYTES >> 20} MB; export the grades of one course"
        )
    bom, text = text.startswith(BOM), text.removeprefix(BOM)
    separator = detect_separator(text)
    rows = tuple(parse_rows(text, separator, file))
    if not rows or len(rows[0]) < 2:
        raise UsageError(f"{printable_path(file)} has no columns; export it again as CSV")
    return CsvSheet(printable_path(file), bom, separator, rows)


def detect_separator(text: str) -> str:
    """Return what parts the headings: a comma, or the semicolon or tab that some languages' exports use."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def parse_rows(text: str, separator: str, file: Path) -> list[tuple[CsvField, ...]]:
    """Return the rows. UsageError with the line where a quote is not closed."""
    field = re.compile(FIELD_PATTERN.format(sep=re.escape(separator)))
    rows: list[tuple[CsvField, ...]] = []
    row: list[CsvField] = []
    at = 0
    while at < len(text):
        found = field.match(text, at)
        if found is None:
            line = text.count("\n", 0, at) + 1
            raise UsageError(f"{printable_path(file)}, line {line}: a quote is not closed; export it again")
        raw, end = found.groups()
        row.append(CsvField(unquote(raw), raw, end))
        at = found.end()
        if end != separator:
            rows.append(tuple(row))
            row = []
    return [*rows, *([(*row, CsvField("", "", ""))] if row else [])]


def unquote(raw: str) -> str:
    """Return what a field says."""
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
