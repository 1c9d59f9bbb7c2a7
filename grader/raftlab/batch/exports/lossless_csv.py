"""A CSV that a platform exported, to be imported again: unchanged cells keep their bytes."""

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
"""One field and the separator or line end after it."""
SEPARATOR_LINE = re.compile(r"sep=([,;\t])(?:\r\n|\n|\r)", re.I)
SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}
HEADING_LIMIT = 100_000


@dataclass(frozen=True)
class CsvField:
    """One cell: its value, and its text in the file."""

    value: str
    raw: str
    end: str


ENCODING_NAMES = {"cp1252": "Windows-1252"}


@dataclass(frozen=True)
class CsvSheet:
    """The rows of a CSV. Positions count from 0; a row may be shorter than the headings."""

    name: str
    bom: bool
    separator: str
    rows: tuple[tuple[CsvField, ...], ...]
    codec: str = "utf-8"
    preamble: str = ""
    """The line "sep=;" in front of the headings, which Excel reads; "" if there is none."""

    @property
    def format_text(self) -> str:
        """Return in words how the file was understood."""
        name = ENCODING_NAMES.get(self.codec) or self.codec.upper().removesuffix("-LE").removesuffix("-BE")
        encoding = f"{name} with a byte order mark" if self.bom else name
        return f"{encoding}, columns separated by {SEPARATOR_NAMES.get(self.separator, self.separator)}"

    def line_number(self, row: int) -> int:
        """Return the line of the file in which a row starts, from 1."""
        fields = [field for each in self.rows[:row] for field in each]
        return 1 + self.preamble.count("\n") + sum(count_line_ends(field.raw + field.end) for field in fields)

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the cells of the first row, stripped."""
        return tuple(field.value.strip() for field in self.rows[0])

    def cell_value(self, row: int, column: int) -> str:
        """Return a cell, "" past the end of a short row."""
        fields = self.rows[row]
        return fields[column].value.strip() if column < len(fields) else ""

    def row_by_heading(self, row: int) -> dict[str, str]:
        """Return a row by its lower-case headings, blanks stripped; of two equal headings the first."""
        return {name.lower(): self.cell_value(row, column) for column, name in reversed(list(enumerate(self.headings)))}

    def column_index(self, *headings: str) -> int | None:
        """Return the position of the first of these headings that exists, ignoring case; None if there is none."""
        known = [heading.lower() for heading in self.headings]
        return next((known.index(name.lower()) for name in headings if name.lower() in known), None)

    def replace_cells(self, cells: Mapping[tuple[int, int], object]) -> CsvSheet:
        """Return the sheet with new values at (row, column), each escaped, and quoted like the rest of its row."""
        rows = list(self.rows)
        for (row, column), value in cells.items():
            fields = pad_row(rows[row], column, self.separator)
            rows[row] = (
                *fields[:column],
                make_field(fields, column, escape_cell(value), self.separator),
                *fields[column + 1 :],
            )
        return replace(self, rows=tuple(rows))

    def keep_columns(self, columns: Sequence[int]) -> CsvSheet:
        """Return the sheet with these columns alone, in their order."""
        rows = []
        for row in self.rows:
            kept = [row[column] for column in columns if column < len(row)] or [CsvField("", "", "")]
            ends = [*(self.separator for _ in kept[1:]), row[-1].end]
            rows.append(tuple(replace(field, end=end) for field, end in zip(kept, ends, strict=True)))
        return replace(self, rows=tuple(rows))

    def to_bytes(self) -> bytes:
        """Return the bytes of the file, in its own encoding; letters that Windows-1252 lacks become "?"."""
        text = "".join(field.raw + field.end for row in self.rows for field in row)
        return ((BOM if self.bom else "") + self.preamble + text).encode(self.codec, "replace")


def count_line_ends(text: str) -> int:
    """Return the number of line ends in `text`."""
    return len(re.findall(r"\r\n|\n|\r", text))


def pad_row(fields: tuple[CsvField, ...], column: int, separator: str) -> tuple[CsvField, ...]:
    """Return a row that reaches `column`."""
    missing = column + 1 - len(fields)
    if missing <= 0:
        return fields
    last = fields[-1]
    blank = (CsvField("", "", separator),) * (missing - 1)
    return (*fields[:-1], replace(last, end=separator), *blank, CsvField("", "", last.end))


def make_field(fields: Sequence[CsvField], column: int, value: str, separator: str) -> CsvField:
    """Return the field at `column` with a new value, quoted if the row's other cells are, or if it must be."""
    told = [field.raw for field in fields if field.raw]
    quoted = (told and all(raw.startswith('"') for raw in told)) or re.search(rf'["{separator}\r\n\']', value)
    raw = '"' + value.replace('"', '""') + '"' if quoted else value
    return CsvField(value, raw, fields[column].end)


def read_sheet(file: Path, minimum_columns: int = 2) -> CsvSheet:
    """Return the sheet in a file: columns separated by comma, semicolon or tab, in UTF-8, UTF-16 or Windows-1252.

    UsageError, with the repair, for anything else.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(SHEET_LIMIT_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{printable_path(file)} cannot be read ({error.strerror}); name the CSV of your platform"
        ) from None
    if len(data) > SHEET_LIMIT_BYTES:
        raise UsageError(
            f"{printable_path(file)} is over {SHEET_LIMIT_BYTES >> 20} MB; export the grades of one course"
        )
    if data.lstrip()[:5].lower().startswith((b"pk\3\4", b"\xd0\xcf\x11\xe0", b"<html", b"<?xml")):
        raise UsageError(f"{printable_path(file)} is a spreadsheet or a page, not a CSV; save it as CSV UTF-8")
    encoding = detect_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UsageError(
            f"{printable_path(file)} is not {'UTF-8' if encoding == 'cp1252' else 'UTF-16'}; export it again, or "
            "save it as CSV UTF-8"
        ) from None
    bom, text = text.startswith(BOM), text.removeprefix(BOM)
    hint = SEPARATOR_LINE.match(text)
    preamble = hint[0] if hint else ""
    text = text[len(preamble) :]
    separator = hint[1] if hint else detect_separator(text)
    rows = tuple(parse_rows(text, separator, file))
    if not rows or len(rows[0]) < minimum_columns:
        raise UsageError(f"{printable_path(file)} has no columns; export it again as CSV")
    return CsvSheet(printable_path(file), bom, separator, rows, encoding, preamble)


def detect_encoding(data: bytes) -> str:
    """Return the encoding: UTF-16 if a byte order mark or the zero bytes of its letters show it, else UTF-8.

    What is no UTF-8 is taken for Windows-1252, as Excel saves "CSV" in western Europe and America.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16-le" if data.startswith(b"\xff") else "utf-16-be"
    start = data[:1000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 > len(start):
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def detect_separator(text: str) -> str:
    """Return the separator of the headings: a comma, a semicolon or a tab; what quotes enclose does not count."""
    first = re.split(r"[\r\n]", re.sub(r'"(?:[^"]|"")*"', "", text[:HEADING_LIMIT]), maxsplit=1)[0]
    return max(",;\t", key=first.count)


def parse_rows(text: str, separator: str, file: Path) -> list[tuple[CsvField, ...]]:
    """Return the rows. UsageError with the line of a quote that is not closed."""
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
    """Return the value of a field."""
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
