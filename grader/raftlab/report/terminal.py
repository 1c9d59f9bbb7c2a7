"""The verdict as a student reads it in a terminal, or in a plain file: words first, colour only on top."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from raftlab.records import CheckResult, Result
from raftlab.report.advice import next_step

WIDEST = 120
PIPED_WIDTH = 100
PRINTED_LINES = 10
MOST_WAITING = 3
"""So many checks that wait for one are told each in a row of its own; more of them, in one row together."""
WORDS = {"ok": "ok", "FAIL": "FAIL", "todo": "todo", "blocked": "--", "unknown": "unknown", "error": "error"}
STYLES = {
    "ok": "green",
    "FAIL": "bold red",
    "todo": "yellow",
    "blocked": "dim",
    "unknown": "magenta",
    "error": "bold magenta",
}


@dataclass(frozen=True)
class Setting:
    """What a report needs besides the result. `pictures`: trace -> the page that draws it; `full`: tell all of each."""

    following: str | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)
    full: bool = False


def show(result: Result, console: Console, setting: Setting | None = None) -> None:
    """Write the report to `console`, as wide as it is."""
    width = min(console.width, WIDEST) if console.is_terminal else PIPED_WIDTH
    for line in report_lines(result, width, setting or Setting()):
        console.print(line, soft_wrap=True, markup=False, highlight=False)


def report_lines(result: Result, width: int, setting: Setting) -> Iterator[Text]:
    """Yield the lines of the report."""
    yield from header(result, width)
    yield Text()
    table = Table(result, width, setting)
    rows = list(rows_of(result.checks, setting.full))
    for row, after in zip(rows, (*rows[1:], None), strict=True):
        yield from table.row(row[0]) if len(row) == 1 else table.crowd(row)
        cause = row[0].blocked_by
        if cause and (after is None or after[0].blocked_by != cause):
            yield from table.cause(cause)
    yield Text()
    for warning in result.warnings:
        yield from wrapped("  warning ", warning, width, "yellow")
    yield Text("  " + footer(result), style="bold")
    yield from wrapped("  next: ", next_step(result, setting.following), width)


def rows_of(checks: Sequence[CheckResult], full: bool) -> Iterator[list[CheckResult]]:
    """Yield what stands in a row together: one check, or, unless all is to be told, all that wait for the same one."""
    waiting = Counter(check.blocked_by for check in checks if check.blocked_by and not full)
    for check in checks:
        cause = check.blocked_by
        if not cause or waiting[cause] <= MOST_WAITING:
            yield [check]
        elif check is next(other for other in checks if other.blocked_by == cause):
            yield [other for other in checks if other.blocked_by == cause]


def header(result: Result, width: int) -> Iterator[Text]:
    """Yield the scene's title, and what was graded: on the same line where there is room."""
    left = f"Scene {result.scene.removeprefix('scene')} · {result.title}"
    right = f"{result.submission.file} · seed {result.seed} · jail {result.level}"
    room = width - len(left) - len(right)
    if room >= 2:
        yield Text.assemble((left, "bold"), " " * room + right)
    else:
        yield from wrapped("", left, width, "bold")
        yield from wrapped("", right, width)


def footer(result: Result) -> str:
    """Return the line that sums up."""
    parts = [f"{result.score} of {result.max}"]
    if result.hidden_elsewhere:
        plural = "check runs" if result.hidden_elsewhere == 1 else "checks run"
        parts.append(f"{result.hidden_elsewhere} hidden {plural} when you submit")
    return " · ".join([*parts, f"{result.duration_s:.1f} s"])


class Table:
    """The rows, one or more lines a check. The first failure is told in full, later ones in a line each."""

    def __init__(self, result: Result, width: int, setting: Setting) -> None:
        self._scene, self._seed = result.scene, result.seed
        self._titles = {check.name: check.title for check in result.checks}
        self._word_width = max(4, *(len(WORDS[check.verdict]) for check in result.checks), 0)
        self._indent = " " * (self._word_width + 8)
        self._width = width
        self._setting = setting
        self._told: dict[str, str] = {}  # what was seen -> title of the check that told it

    def row(self, check: CheckResult) -> Iterator[Text]:
        """Yield the lines of one check."""
        word = (f"  {WORDS[check.verdict]:<{self._word_width}}", STYLES[check.verdict])
        title = check.title + (" (hidden)" if check.hidden else "")
        note = check.seen if check.verdict == "todo" else ""
        beside = note if note and len(self._indent) + len(title) + len(note) + 2 <= self._width else ""
        lines = textwrap.wrap(title, self._width - len(self._indent)) or [""]
        for number, line in enumerate(lines):
            head = Text.assemble(word, f" {check.max:>2}   ") if number == 0 else Text(self._indent)
            room = self._width - len(self._indent) - len(line) - len(beside)
            yield head.append(line).append(" " * room + beside if beside else "", style="dim")
        if note and not beside:
            yield from wrapped(self._indent, note, self._width, "dim")
        yield from self._details(check)

    def crowd(self, checks: list[CheckResult]) -> Iterator[Text]:
        """Yield the one line of many checks that wait for the same one."""
        word = (f"  {WORDS['blocked']:<{self._word_width}}", STYLES["blocked"])
        hidden = sum(check.hidden for check in checks)
        told = f"{len(checks)} checks" + (f", {hidden} of them hidden" if hidden else "")
        yield Text.assemble(word, f" {sum(check.max for check in checks):>2}   ", told)

    def cause(self, name: str) -> Iterator[Text]:
        """Yield what the blocked checks above wait for: told once for all that stand together."""
        yield from wrapped(self._indent + "waits for: ", self._titles.get(name, name), self._width, "dim")

    def _details(self, check: CheckResult) -> Iterator[Text]:
        if check.verdict == "unknown":
            yield from self._told_as("budget", check.seen)
        elif check.verdict == "error":
            yield from self._told_as("kit", f"{check.seen}\nthe kit's own fault; it costs you nothing")
        elif check.verdict == "FAIL":
            yield from self._failure(check)

    def _failure(self, check: CheckResult) -> Iterator[Text]:
        cause = "\n".join((check.seen.partition("\n")[0], *check.lines[-1:]))
        if self._told and not self._setting.full:
            if cause in self._told:
                yield from self._told_as("seen", f"the same as in: {self._told[cause]}")
                return
            yield from self._told_as("seen", check.seen.partition("\n")[0])
            yield from self._told_as("at", "\n".join(check.lines[-1:]))
        else:
            yield from self._told_as("seen", check.seen)
            yield from self._told_as("at", "\n".join(check.lines))
            yield from self._told_as("printed", shortened(check.printed))
            yield from self._told_as("ask", check.ask)
            yield from self._told_as("read", read(check.paper))
        self._told.setdefault(cause, check.title)
        yield from self._replay(check)

    def _replay(self, check: CheckResult) -> Iterator[Text]:
        if not check.trace:
            seed = f" --seed {self._seed}" if self._seed else ""
            yield from self._told_as("again", f"raftlab grade {self._scene} --check {short(check.name)}{seed}")
            return
        picture = self._setting.pictures.get(check.trace)
        yield from self._told_as("replay", f"raftlab replay {check.trace}")
        if picture:
            yield from self._told_as("look", picture)

    def _told_as(self, label: str, text: str) -> Iterator[Text]:
        """Yield `text` under its label; nothing where there is no text."""
        first = True
        for line in text.splitlines():
            yield from wrapped(self._indent + f"{label if first else '':<8}", line, self._width)
            first = False


def wrapped(head: str, text: str, width: int, style: str = "") -> Iterator[Text]:
    """Yield `text` after `head`, wrapped at `width`, later lines below the first; a long word is never broken."""
    room = max(20, width - len(head))
    lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        yield Text.assemble((head if number == 0 else " " * len(head), "dim"), (line, style))


def short(name: str) -> str:
    """Return a check's name as the command line takes it."""
    return name.removeprefix("test_")


def read(paper: str) -> str:
    """Return where to read, naming the paper where only a section is given."""
    return f"Raft {paper}" if paper.startswith("§") else paper


def shortened(printed: str) -> str:
    """Return the last lines of what was printed, and how many came before."""
    lines = printed.rstrip("\n").splitlines()
    if len(lines) <= PRINTED_LINES:
        return "\n".join(lines)
    return "\n".join([f"… {len(lines) - PRINTED_LINES} lines before", *lines[-PRINTED_LINES:]])
