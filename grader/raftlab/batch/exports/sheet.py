"""A CSV that a platform exported, to be handed back: what is not changed stays as it was, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from raftlab.batch.exports.cells import cell
from raftlab.errors import UsageFault
from raftlab.workspace import shown

BOM = "\ufeff"
MOST_BYTES = 32 << 20
FIELD = r'("(?:[^"]|"")*"|[^"{sep}\r\n][^{sep}\r\n]*|)({sep}|\r\n|\n|\r|\Z)'
"""One field and what ends it."""


@dataclass(frozen=True)
class Field:
    """One cell: its value, and how it was written."""

    value: str
    raw: str
    end: str


@dataclass(frozen=True)
class Sheet:
    """The rows of a CSV. Positions count from 0; a row may be shorter than the headings."""

    name: str
    bom: bool
    separator: str
    rows: tuple[tuple[Field, ...], ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the first row, without the blanks around its cells."""
        return tuple(field.value.strip() for field in self.rows[0])

    def value(self, row: int, column: int) -> str:
        """Return a cell, "" past the end of a short row."""
        fields = self.rows[row]
        return fields[column].value.strip() if column < len(fields) else ""

    def told(self, row: int) -> dict[str, str]:
        """Return a row by its lower-case headings, blanks stripped; of two equal headings the first."""
        return {name.lower(): self.value(row, column) for column, name in reversed(list(enumerate(self.headings)))}

    def column(self, *names: str) -> int | None:
        """Return the position of the first of these headings that is there, case apart; None for none."""
        known = [heading.lower() for heading in self.headings]
        return next((known.index(name.lower()) for name in names if name.lower() in known), None)

    def changed(self, cells: Mapping[tuple[int, int], object]) -> Sheet:
        """Return the sheet with other values at (row, column), each made harmless, quoted as its row is."""
        rows = list(self.rows)
        for (row, column), value in cells.items():
            fields = padded(rows[row], column, self.separator)
            rows[row] = (*fields[:column], written(fields, column, cell(value), self.separator), *fields[column + 1 :])
        return replace(self, rows=tuple(rows))

    def data(self) -> bytes:
        """Return the bytes of the file."""
        text = "".join(field.raw + field.end for row in self.rows for field in row)
        return ((BOM if self.bom else "") + text).encode()


def padded(fields: tuple[Field, ...], column: int, separator: str) -> tuple[Field, ...]:
    """Return a row that reaches `column`."""
    missing = column + 1 - len(fields)
    if missing <= 0:
        return fields
    last = fields[-1]
    blank = (Field("", "", separator),) * (missing - 1)
    return (*fields[:-1], replace(last, end=separator), *blank, Field("", "", last.end))


def written(fields: Sequence[Field], column: int, value: str, separator: str) -> Field:
    """Return the field at `column` with another value, in quotes where all that its row says is, or where it must."""
    told = [field.raw for field in fields if field.raw]
    quoted = (told and all(raw.startswith('"') for raw in told)) or re.search(rf'["{separator}\r\n\']', value)
    raw = '"' + value.replace('"', '""') + '"' if quoted else value
    return Field(value, raw, fields[column].end)


def read_sheet(file: Path) -> Sheet:
    """Return the sheet in a file. UsageFault, with the repair, where that is no CSV in UTF-8."""
    try:
        data = file.read_bytes()
        text = data.decode("utf-8")
    except OSError as fault:
        raise UsageFault(f"{shown(file)} cannot be read ({fault.strerror}); name the CSV of your platform") from None
    except UnicodeDecodeError:
        raise UsageFault(f"{shown(file)} is not UTF-8; export it again, or save it as CSV UTF-8") from None
    if len(data) > MOST_BYTES:
        raise UsageFault(f"{shown(file)} is over {MOST_BYTES >> 20} MB; export the grades of one course")
    bom, text = text.startswith(BOM), text.removeprefix(BOM)
    separator = separator_of(text)
    rows = tuple(parsed(text, separator, file))
    if not rows or len(rows[0]) < 2:
        raise UsageFault(f"{shown(file)} has no columns; export it again as CSV")
    return Sheet(shown(file), bom, separator, rows)


def separator_of(text: str) -> str:
    """Return what parts the headings: a comma, or the semicolon or tab that some languages' exports use."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def parsed(text: str, separator: str, file: Path) -> list[tuple[Field, ...]]:
    """Return the rows. UsageFault with the line where a quote is not closed."""
    field = re.compile(FIELD.format(sep=re.escape(separator)))
    rows: list[tuple[Field, ...]] = []
    row: list[Field] = []
    at = 0
    while at < len(text):
        found = field.match(text, at)
        if found is None:
            line = text.count("\n", 0, at) + 1
            raise UsageFault(f"{shown(file)}, line {line}: a quote is not closed; export it again")
        raw, end = found.groups()
        row.append(Field(unquoted(raw), raw, end))
        at = found.end()
        if end != separator:
            rows.append(tuple(row))
            row = []
    return [*rows, *([(*row, Field("", "", ""))] if row else [])]


def unquoted(raw: str) -> str:
    """Return what a field says."""
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
