"""Cells of a CSV that a spreadsheet opens without running them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from raftlab.report.sanitise import plain_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def escape_cell(value: object) -> str:
    r"""Return `value` as the text of a cell: what a spreadsheet would take for a formula is led by an apostrophe.

    >>> cell('=cmd()'), cell(-1.5), cell('@x\x1b')
    ("'=cmd()", '-1.5', "'@x\\x1b")
    """
    text = "" if value is None else plain_text(str(value))
    if NUMBER.fullmatch(text):
        return text
    return "'" + text if text.lstrip(" \n'").startswith(FORMULA_STARTS) else text


def unescape_cell(text: str) -> str:
    """Return what `cell` was given, where it only put an apostrophe in front."""
    return text[1:] if text.startswith("'") and escape_cell(text[1:]) == text else text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV: every cell quoted, none a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([escape_cell(value) for value in row] for row in rows)
    return out.getvalue()
