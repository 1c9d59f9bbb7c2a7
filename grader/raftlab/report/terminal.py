"""The report in a terminal or a plain file: the words say everything, colour only adds to them."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from raftlab.models import CheckResult, Result
from raftlab.report.advice import next_step

MAXIMUM_WIDTH = 120
PIPED_WIDTH = 100
PRINTED_LINES = 10
BLOCKED_ROW_LIMIT = 3
"""Up to this many checks that wait for the same one have a row each; more of them share one row."""
VERDICT_WORDS = {"ok": "ok", "FAIL": "FAIL", "todo": "todo", "blocked": "--", "unknown": "unknown", "error": "error"}
VERDICT_STYLES = {
    "ok": "green",
    "FAIL": "bold red",
    "todo": "yellow",
    "blocked": "dim",
    "unknown": "magenta",
    "error": "bold magenta",
}


@dataclass(frozen=True)
class ReportOptions:
    """What a report needs besides the result. `picture_paths`: trace -> its page; `is_full`: show all details."""

    next_scene: str | None = None
    picture_paths: Mapping[str, str] = field(default_factory=dict)
    is_full: bool = False


def print_report(result: Result, console: Console, options: ReportOptions | None = None) -> None:
    """Write the report to `console`, in its width."""
    width = min(console.width, MAXIMUM_WIDTH) if console.is_terminal else PIPED_WIDTH
    for line in report_lines(result, width, options or ReportOptions()):
        console.print(line, soft_wrap=True, markup=False, highlight=False)


def report_lines(result: Result, width: int, options: ReportOptions) -> Iterator[Text]:
    """Yield the lines of the report."""
    yield from header_lines(result, width)
    yield Text()
    table = CheckTable(result, width, options)
    rows = list(group_rows(result.checks, options.is_full))
    for row, after in zip(rows, (*rows[1:], None), strict=True):
        yield from table.check_lines(row[0]) if len(row) == 1 else table.blocked_line(row)
        cause = row[0].blocked_by
        if cause and (after is None or after[0].blocked_by != cause):
            yield from table.prerequisite_lines(cause)
    yield Text()
    for warning in result.warnings:
        yield from wrap_lines("  warning ", warning, width, "yellow")
    yield Text("  " + score_line(result), style="bold")
    yield from wrap_lines("  next: ", next_step(result, options.next_scene), width)


def group_rows(checks: Sequence[CheckResult], is_full: bool) -> Iterator[list[CheckResult]]:
    """Yield the checks of each row: one check, or, unless `is_full`, all that wait for the same one."""
    waiting = Counter(check.blocked_by for check in checks if check.blocked_by and not is_full)
    for check in checks:
        cause = check.blocked_by
        if not cause or waiting[cause] <= BLOCKED_ROW_LIMIT:
            yield [check]
        elif check is next(other for other in checks if other.blocked_by == cause):
            yield [other for other in checks if other.blocked_by == cause]


def header_lines(result: Result, width: int) -> Iterator[Text]:
    """Yield the title of the scene, and what was graded, on the same line if there is room."""
    left = f"Scene {result.scene.removeprefix('scene')} · {result.title}"
    right = f"{result.submission.file} · seed {result.seed} · jail {result.level}"
    room = width - len(left) - len(right)
    if room >= 2:
        yield Text.assemble((left, "bold"), " " * room + right)
    else:
        yield from wrap_lines("", left, width, "bold")
        yield from wrap_lines("", right, width)


def score_line(result: Result) -> str:
    """Return the line with the score."""
    parts = [f"{result.score} of {result.max}"]
    if result.hidden_elsewhere:
        plural = "check runs" if result.hidden_elsewhere == 1 else "checks run"
        parts.append(f"{result.hidden_elsewhere} hidden {plural} when you submit")
    return " · ".join([*parts, f"{result.duration_s:.1f} s"])


class CheckTable:
    """The rows, one or more lines per check. The first failure has all details, later ones have few."""

    def __init__(self, result: Result, width: int, options: ReportOptions) -> None:
        self._scene, self._seed = result.scene, result.seed
        self._titles = {check.name: check.title for check in result.checks}
        self._word_width = max(4, *(len(VERDICT_WORDS[check.verdict]) for check in result.checks), 0)
        self._indent = " " * (self._word_width + 8)
        self._width = width
        self._options = options
        self._reported_failures: dict[str, str] = {}  # what was seen -> title of the check that reported it

    def check_lines(self, check: CheckResult) -> Iterator[Text]:
        """Yield the lines of one check."""
        word = (f"  {VERDICT_WORDS[check.verdict]:<{self._word_width}}", VERDICT_STYLES[check.verdict])
        title = check.title + (" (hidden)" if check.hidden else "")
        note = check.seen if check.verdict == "todo" else ""
        beside = note if note and len(self._indent) + len(title) + len(note) + 2 <= self._width else ""
        lines = textwrap.wrap(title, self._width - len(self._indent)) or [""]
        for number, line in enumerate(lines):
            head = Text.assemble(word, f" {check.max:>2}   ") if number == 0 else Text(self._indent)
            room = self._width - len(self._indent) - len(line) - len(beside)
            yield head.append(line).append(" " * room + beside if beside else "", style="dim")
        if note and not beside:
            yield from wrap_lines(self._indent, note, self._width, "dim")
        yield from self._detail_lines(check)

    def blocked_line(self, checks: list[CheckResult]) -> Iterator[Text]:
        """Yield the line of several checks that wait for the same one."""
        word = (f"  {VERDICT_WORDS['blocked']:<{self._word_width}}", VERDICT_STYLES["blocked"])
        hidden = sum(check.hidden for check in checks)
        count_text = f"{len(checks)} checks" + (f", {hidden} of them hidden" if hidden else "")
        yield Text.assemble(word, f" {sum(check.max for check in checks):>2}   ", count_text)

    def prerequisite_lines(self, name: str) -> Iterator[Text]:
        """Yield what the blocked checks above wait for, once for all of them."""
        yield from wrap_lines(self._indent + "waits for: ", self._titles.get(name, name), self._width, "dim")

    def _detail_lines(self, check: CheckResult) -> Iterator[Text]:
        if check.verdict == "unknown":
            yield from self._labelled_lines("budget", check.seen)
        elif check.verdict == "error":
            yield from self._labelled_lines("kit", f"{check.seen}\nthe kit failed; it costs you nothing")
        elif check.verdict == "FAIL":
            yield from self._failure_lines(check)

    def _failure_lines(self, check: CheckResult) -> Iterator[Text]:
        cause = "\n".join((check.seen.partition("\n")[0], *check.lines[-1:]))
        if self._reported_failures and not self._options.is_full:
            if cause in self._reported_failures:
                yield from self._labelled_lines("seen", f"the same as in: {self._reported_failures[cause]}")
                return
            yield from self._labelled_lines("seen", check.seen.partition("\n")[0])
            yield from self._labelled_lines("at", "\n".join(check.lines[-1:]))
        else:
            yield from self._labelled_lines("seen", check.seen)
            yield from self._labelled_lines("at", "\n".join(check.lines))
            yield from self._labelled_lines("printed", last_lines(check.printed))
            yield from self._labelled_lines("ask", check.ask)
            yield from self._labelled_lines("read", paper_reference(check.paper))
        self._reported_failures.setdefault(cause, check.title)
        yield from self._replay_lines(check)

    def _replay_lines(self, check: CheckResult) -> Iterator[Text]:
        if not check.trace:
            seed = f" --seed {self._seed}" if self._seed else ""
            yield from self._labelled_lines(
                "again", f"raftlab grade {self._scene} --check {short_name(check.name)}{seed}"
            )
            return
        picture = self._options.picture_paths.get(check.trace)
        yield from self._labelled_lines("replay", f"raftlab replay {check.trace}")
        if picture:
            yield from self._labelled_lines("look", picture)

    def _labelled_lines(self, label: str, text: str) -> Iterator[Text]:
        """Yield `text` after its label; nothing for an empty text."""
        first = True
        for line in text.splitlines():
            yield from wrap_lines(self._indent + f"{label if first else '':<8}", line, self._width)
            first = False


def wrap_lines(head: str, text: str, width: int, style: str = "") -> Iterator[Text]:
    """Yield `text` after `head`, wrapped at `width`, with later lines indented. Long words are not broken."""
    room = max(20, width - len(head))
    lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        yield Text.assemble((head if number == 0 else " " * len(head), "dim"), (line, style))


def short_name(name: str) -> str:
    """Return the name of a check for the command line."""
    return name.removeprefix("test_")


def paper_reference(paper: str) -> str:
    """Return the reference to the paper; a bare section is one of the Raft paper."""
    return f"Raft {paper}" if paper.startswith("§") else paper


def last_lines(printed: str) -> str:
    """Return the last lines of the printed output, and how many came before."""
    lines = printed.rstrip("\n").splitlines()
    if len(lines) <= PRINTED_LINES:
        return "\n".join(lines)
    return "\n".join([f"… {len(lines) - PRINTED_LINES} lines before", *lines[-PRINTED_LINES:]])
