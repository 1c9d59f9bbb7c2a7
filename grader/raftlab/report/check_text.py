"""One check in words, for where there is no table: a cell's output, a comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from raftlab.models import CheckResult
from raftlab.report.terminal import VERDICT_WORDS, last_lines, paper_reference

VERDICT_MEANINGS = {
    "todo": "to do",
    "blocked": "blocked",
    "unknown": "not decided: a budget ran out",
    "error": "the kit's own fault: it costs you nothing",
}
"""What a verdict means, where its word alone does not say it."""


def check_text(check: CheckResult, titles: Mapping[str, str]) -> str:
    """Return what a student reads of one check, in lines. `titles`: the names of checks -> what they are called."""
    word = VERDICT_MEANINGS.get(check.verdict, VERDICT_WORDS[check.verdict])
    head = f"{word} · {check.points} of {check.max} · {check.title}"
    return "\n".join([head, *detail_lines(check, titles)])


def detail_lines(check: CheckResult, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines below the head: what was seen, where, the question, where to read."""
    told = {"waits for": titles.get(check.blocked_by or "", check.blocked_by or "")}
    if check.verdict != "ok":
        told["seen"] = check.seen
    if check.verdict == "FAIL":
        told |= {"at": "\n".join(check.lines), "printed": last_lines(check.printed), "ask": check.ask}
        told["read"] = paper_reference(check.paper)
    for label, text in told.items():
        for number, line in enumerate(text.splitlines()):
            yield f"  {label if number == 0 else '':<10} {line}"
