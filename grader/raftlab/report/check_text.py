"""One check in words, for a place without a table: the output of a cell, a comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from raftlab.grading_models import CheckResult
from raftlab.report.check_rows import VERDICT_WORDS, last_printed_lines, paper_reference

VERDICT_MEANINGS = {
    "todo": "to do",
    "blocked": "blocked",
    "unknown": "not decided: a budget ran out",
    "error": "the kit failed: it costs you nothing",
}
"""The meaning of a verdict whose word needs an explanation."""


def check_text(check: CheckResult, titles: Mapping[str, str]) -> str:
    """Return the text of one check for a student. `titles`: name of a check -> its title."""
    word = VERDICT_MEANINGS.get(check.verdict, VERDICT_WORDS[check.verdict])
    head = f"{word} · {check.points} of {check.max} · {check.title}"
    return "\n".join([head, *detail_lines(check, titles)])


def detail_lines(check: CheckResult, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines below the head: what was seen, where, the question, and what to read."""
    details = {"waits for": titles.get(check.blocked_by or "", check.blocked_by or "")}
    if check.verdict != "ok":
        details["seen"] = check.seen
    if check.verdict == "FAIL":
        details |= {"at": "\n".join(check.lines), "printed": last_printed_lines(check.printed), "ask": check.ask}
        details["read"] = paper_reference(check.paper)
    details["safety"] = check.safety_text
    for label, text in details.items():
        for number, line in enumerate(text.splitlines()):
            yield f"  {label if number == 0 else '':<10} {line}"
