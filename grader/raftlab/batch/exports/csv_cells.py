"""CSV cells that a spreadsheet does not run as formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from raftlab.report.sanitise import plain_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def escape_cell(value: object) -> str:
    r"""Return `value` as the text of a cell; a text that a spreadsheet would run gets an apostrophe in front.

    >>> escape_cell('=cmd()'), escape_cell(-1.5), escape_cell('@x\x1b')
    ("'=cmd()", '-1.5', "'@x\\x1b")
    """
    text = "" if value is None else plain_text(str(value))
    if NUMBER.fullmatch(text):
        return text
    return "'" + text if text.lstrip(" \n'").startswith(FORMULA_STARTS) else text


def unescape_cell(text: str) -> str:
    """Return the text without the apostrophe that `escape_cell` put in front."""
    return text[1:] if text.startswith("'") and escape_cell(text[1:]) == text else text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV: every cell is quoted, and no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([escape_cell(value) for value in row] for row in rows)
    return out.getvalue()
