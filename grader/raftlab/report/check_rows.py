"""The rows of a report: the lines of each check, with its details."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rich.text import Text

from raftlab.count_text import count_text
from raftlab.grading_models import CheckResult, Result
from raftlab.report.command_options import CommandOptions

PRINTED_LINES, DENSE_PRINTED_LINES = 10, 3
NARROW_INDENT = "  "
NO_BREAK_SPACE = "\u00a0"
QUOTED = re.compile(r"(?<!\S)'[^'\n]*'(?![^\s`,;])")
"""An argument in quotes, as in a command to copy."""
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
    """What a report needs besides the result.

    picture_paths: trace -> its page. is_full: show every check. further_reading: lines that follow full marks.
    command_options: what the printed commands repeat of the one that graded. lines_after: how many lines follow the
    report on the screen.
    """

    next_scene: str | None = None
    picture_paths: Mapping[str, str] = field(default_factory=dict)
    is_full: bool = False
    further_reading: tuple[str, ...] = ()
    command_options: CommandOptions = field(default_factory=CommandOptions)
    lines_after: int = 0


@dataclass(frozen=True)
class Layout:
    """What a report saves lines with, where the screen is too short for all of it.

    joins_todo: the methods to write stand in one line. names_others: a failure besides the first to fix has one line,
    with its name. omits_repeats: what another line also says is left out. is_narrow: details begin further left.
    joins_counts: one line counts what passed and what waits. is_dense: few lines are empty, and little is printed.
    """

    joins_todo: bool = False
    names_others: bool = False
    omits_repeats: bool = False
    is_narrow: bool = False
    joins_counts: bool = False
    is_dense: bool = False


class CheckRows:
    """The rows of a result, in columns: verdict, points, title; below them the details."""

    def __init__(self, result: Result, width: int, options: ReportOptions, layout: Layout | None = None) -> None:
        self._layout = layout or Layout()
        self._checks, self._scene, self._seed = result.checks, result.scene, result.seed
        self._titles = {check.name: check.title for check in result.checks}
        self._word_width = max(4, *(len(VERDICT_WORDS[check.verdict]) for check in result.checks), 0)
        self._indent = " " * (self._word_width + 8)
        self._detail_indent = NARROW_INDENT if self._layout.is_narrow else self._indent
        self._width = width
        self._options = options

    def all_lines(self) -> Iterator[Text]:
        """Yield every check in its order, with all details."""
        for check in self._checks:
            yield from self.check_lines(check)
            if cause := check.blocked_by:
                yield from wrap_lines(self._indent + "waits for: ", self._titles.get(cause, cause), self._width, "dim")

    def check_lines(self, check: CheckResult) -> Iterator[Text]:
        """Yield the lines of one check with all details."""
        note = check.seen if check.verdict == "todo" else ""
        title = check.title + (" (hidden)" if check.hidden else "")
        beside = note if note and len(self._indent) + len(title) + len(note) + 2 <= self._width else ""
        yield from self._title_lines(check, title, beside)
        if note and not beside:
            yield from wrap_lines(self._indent, note, self._width, "dim")
        yield from self._detail_lines(check)

    def brief_lines(self, check: CheckResult) -> Iterator[Text]:
        """Yield a failure in few lines: what was seen first, the question, and the commands that go on."""
        yield from self._title_lines(check, check.title)
        yield from self._labelled_lines("seen", check.seen.partition("\n")[0])
        yield from self._labelled_lines("at", "\n".join(check.lines[-1:]))
        yield from self._labelled_lines("safety", check.safety_text)
        yield from self._labelled_lines("ask", check.ask)
        yield from self._labelled_lines("read", paper_reference(check.paper))
        yield from self._replay_lines(check, with_picture=False)
        yield from self.hint_line(check)

    def title_and_hint_lines(self, check: CheckResult) -> Iterator[Text]:
        """Yield the title of a failure and the command for its hint."""
        yield from self._title_lines(check, check.title)
        yield from self.hint_line(check)

    def count_lines(self, verdict: str, checks: list[CheckResult], text: str = "") -> Iterator[Text]:
        """Yield what stands for several checks: how many, their points, and `text`; a line where the width allows."""
        hidden = sum(check.hidden for check in checks)
        points = sum(check.max for check in checks)
        kind = "hidden check" if hidden == len(checks) else "check"
        note = f", {hidden} hidden" if 0 < hidden < len(checks) else ""
        word = (f"  {VERDICT_WORDS[verdict]:<{self._word_width}}", VERDICT_STYLES[verdict])
        words = f"{count_text(len(checks), kind)}{note} · {count_text(points, 'point')}{text}"
        for number, line in enumerate(textwrap.wrap(words, self._width - len(self._indent), break_long_words=False)):
            yield Text.assemble(word if number == 0 else " " * (self._word_width + 2), f"      {line}")

    def name_line(self, check: CheckResult) -> Iterator[Text]:
        """Yield a failure in one line: its name, which commands take."""
        yield from self._title_lines(check, short_name(check.name))

    def text_lines(self, text: str) -> Iterator[Text]:
        """Yield words that are about several checks."""
        yield from wrap_lines("  ", text, self._width)

    def hint_line(self, check: CheckResult) -> Iterator[Text]:
        """Yield the command that shows the next hint for the check."""
        yield from self._labelled_lines("hint", f"raftlab hint {self._scene} {short_name(check.name)}")

    def _title_lines(self, check: CheckResult, title: str, beside: str = "") -> Iterator[Text]:
        word = (f"  {VERDICT_WORDS[check.verdict]:<{self._word_width}}", VERDICT_STYLES[check.verdict])
        for number, line in enumerate(textwrap.wrap(title, self._width - len(self._indent)) or [""]):
            head = Text.assemble(word, f" {check.max:>2}   ") if number == 0 else Text(self._indent)
            room = self._width - len(self._indent) - len(line) - len(beside)
            yield head.append(line).append(" " * room + beside if beside else "", style="dim")

    def _detail_lines(self, check: CheckResult) -> Iterator[Text]:
        if check.verdict == "unknown":
            yield from self._labelled_lines("budget", check.seen)
        elif check.verdict == "error":
            yield from self._labelled_lines("kit", f"{check.seen}\nthe kit failed; it costs you nothing")
        elif check.verdict == "FAIL":
            yield from self._failure_lines(check)
        elif check.verdict == "blocked":
            yield from self._labelled_lines("seen", check.seen)
        if not (self._layout.omits_repeats and check.safety in check.seen):
            yield from self._labelled_lines("safety", check.safety_text)

    def _failure_lines(self, check: CheckResult) -> Iterator[Text]:
        yield from self._labelled_lines("seen", check.seen)
        yield from self._labelled_lines("at", "\n".join(check.lines))
        limit = DENSE_PRINTED_LINES if self._layout.is_dense else PRINTED_LINES
        yield from self._labelled_lines("printed", last_printed_lines(check.printed, limit))
        yield from self._labelled_lines("ask", check.ask)
        yield from self._labelled_lines("read", paper_reference(check.paper))
        yield from self._replay_lines(check)

    def _replay_lines(self, check: CheckResult, with_picture: bool = True) -> Iterator[Text]:
        if not check.trace:
            seed = f" --seed {self._seed}" if self._seed else ""
            command = f"raftlab grade {self._scene}{self._options.command_options.grade_text}"
            yield from self._labelled_lines("rerun", f"{command} --check {short_name(check.name)}{seed}")
            return
        picture = self._options.picture_paths.get(check.trace)
        yield from self._labelled_lines("replay", f"raftlab replay {check.trace}")
        if picture and with_picture and not self._layout.omits_repeats:  # it stands beside the run
            yield from self._labelled_lines("open", picture)

    def _labelled_lines(self, label: str, text: str) -> Iterator[Text]:
        """Yield `text` after its label; nothing for an empty text."""
        first = True
        for line in text.splitlines():
            yield from wrap_lines(self._detail_indent + f"{label if first else '':<8}", line, self._width)
            first = False


def wrap_lines(head: str, text: str, width: int, style: str = "") -> Iterator[Text]:
    """Yield `text` after `head`, wrapped at `width`, with later lines indented.

    Long words, such as paths, are not broken, nor is what a command has in quotes: one that does not fit beside `head`
    stands on a line further left.
    """
    joined = QUOTED.sub(lambda match: match[0].replace(" ", NO_BREAK_SPACE), text)
    lines = textwrap.wrap(joined, max(20, width - len(head)), break_long_words=False, break_on_hyphens=False) or [""]
    for number, line in enumerate(each.replace(NO_BREAK_SPACE, " ") for each in lines):
        if number == 0 and len(head) + len(line) > width and head.strip():
            yield Text(head.rstrip(), "dim")
            number = 1
        indent = head if number == 0 else " " * max(0, min(len(head), width - len(line)))
        yield Text.assemble((indent, "dim"), (line, style))


def short_name(name: str) -> str:
    """Return the name of a check for the command line."""
    return name.removeprefix("test_")


def paper_reference(paper: str) -> str:
    """Return the reference to the paper; a bare section is one of the Raft paper."""
    return f"Raft {paper}" if paper.startswith("§") else paper


def last_printed_lines(printed: str, limit: int = PRINTED_LINES) -> str:
    """Return the last lines of the printed output, and how many came before."""
    lines = printed.rstrip("\n").splitlines()
    if len(lines) <= limit:
        return "\n".join(lines)
    return "\n".join([f"… {len(lines) - limit} lines before", *lines[-limit:]])
