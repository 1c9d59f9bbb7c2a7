"""The source of a submission on its page: numbered lines, those that a check names marked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from raftlab.grading_models import Result
from raftlab.pages.html.markup import Markup, tag

LINE_LIMIT = 5000
"""The most lines that are shown."""
LINE_NUMBER = re.compile(r"\bline (\d{1,7})\b")


def source_listing(file: str, source: str, named_lines: Iterable[int]) -> Markup:
    """Return the listing. named_lines: the numbers of the lines to mark, from 1."""
    lines, named = source.splitlines(), frozenset(named_lines)
    shown = (
        tag("span", text or " ", class_="line named" if number in named else "line")
        for number, text in enumerate(lines[:LINE_LIMIT], 1)
    )
    rest = len(lines) - LINE_LIMIT
    return tag(
        "section",
        tag("h2", file or "the submitted file"),
        tag("pre", *shown, class_="source", tabindex=0, role="group", aria_label="the submitted file"),
        tag("p", f"{rest:,} more lines are not shown", class_="muted") if rest > 0 else None,
        class_="submitted",
    )


def lines_named_by_checks(result: Result | None, message: str) -> set[int]:
    """Return the lines that the checks name, or the message of a file that cannot be graded."""
    if result is None:
        return mentioned_line_numbers(message)
    place = re.compile(rf"{re.escape(result.submission.file)}(?::|,? line )(\d{{1,7}})\b")
    found = (place.match(text) for check in result.checks for text in check.lines)
    return {int(match[1]) for match in found if match}


def mentioned_line_numbers(text: str) -> set[int]:
    """Return the numbers of lines in a text."""
    return {int(found) for found in LINE_NUMBER.findall(text)}
