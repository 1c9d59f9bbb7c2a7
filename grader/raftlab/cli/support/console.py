"""The output of the commands: colour and progress on a terminal, plain text elsewhere."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.text import Text

ReportProgress = Callable[[int, int, str], None]
"""Report progress: done, total, and a label."""

BAR_WIDTH, NARROW_BAR_WIDTH, WIDE_TERMINAL = 30, 10, 110
COUNT_WIDTH, MINIMUM_LABEL_WIDTH = 20, 20
"""The columns of a progress bar: of the bar, of the count and the time, and of the label, which has the rest."""
NAME_LIMIT = 20
"""The number of names that a message lists."""
LINE_LIMIT = 2_500
"""The most characters of a message."""


def stdout_console() -> Console:
    """Return the console of standard output: colour only on a terminal, and never with NO_COLOR."""
    return Console(highlight=False, soft_wrap=True, emoji=False)


def say(line: str = "") -> None:
    """Write one line to standard output, unchanged."""
    print(line)


def say_wrapped(line: str) -> None:
    """Write one line of words to standard output; on a terminal it is broken between words."""
    print(fit_to_terminal(line, sys.stdout))


def warn(line: str) -> None:
    """Write one line to standard error, after the program's name; on a terminal it is broken between words."""
    sys.stdout.flush()
    print(fit_to_terminal(f"raftlab: {cut_middle(strip_control_characters(line))}", sys.stderr), file=sys.stderr)


def fit_to_terminal(line: str, stream: TextIO) -> str:
    """Return the line for a stream: as it is, but for a terminal."""
    return break_line(line, shutil.get_terminal_size().columns) if stream.isatty() else line


def break_line(line: str, width: int) -> str:
    """Return the line broken between words; the rest stays in the column of its text.

    >>> print(break_line("  figure8   an entry on a majority", 24))
      figure8   an entry on
                a majority
    """
    columns = [gap.end() for gap in re.finditer(r"^ +| {2,}", line) if gap.end() <= width // 2]
    wrapper = textwrap.TextWrapper(
        width,
        subsequent_indent=" " * max(columns, default=0),
        expand_tabs=False,
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.fill(line) if len(line) > width else line


def print_wrapped(console: Console, line: Text) -> None:
    """Print styled words; on a terminal each line is broken between words."""
    for each in line.split("\n", allow_blank=True):
        for row in broken_rows(each, console.width) if console.is_terminal else [each]:
            console.print(row, soft_wrap=True)


def broken_rows(line: Text, width: int) -> Iterator[Text]:
    """Yield the rows of a styled line as `break_line` breaks it."""
    position = 0
    for number, row in enumerate(break_line(line.plain, width).split("\n")):
        words = row.lstrip() if number else row
        start = line.plain.index(words, position)
        position = start + len(words)
        yield Text(" " * (len(row) - len(words))) + line[start:position]


def strip_control_characters(text: str) -> str:
    """Return `text` without characters that break the line or control the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def cut_middle(line: str) -> str:
    """Return a line without the middle of what is too long to read: its start names the thing, its end the repair."""
    return line if len(line) <= LINE_LIMIT else f"{line[: LINE_LIMIT // 2]} … {line[-LINE_LIMIT // 2 :]}"


def names_text(names: Sequence[str], limit: int = NAME_LIMIT) -> str:
    """Return the first names in one line, and how many more there are."""
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


@contextmanager
def progress_bar(title: str, is_shown: bool = True) -> Iterator[ReportProgress]:
    """Show a progress bar on standard error until the block ends; nothing if that is no terminal."""
    console = Console(stderr=True, highlight=False)
    if not (is_shown and console.is_terminal):
        yield lambda done, total, label: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    bar_width = BAR_WIDTH if console.width >= WIDE_TERMINAL else NARROW_BAR_WIDTH
    label_width = max(MINIMUM_LABEL_WIDTH, console.width - COUNT_WIDTH - bar_width)
    label = TextColumn("{task.description}", markup=False, table_column=Column(width=label_width, no_wrap=True))
    columns = (BarColumn(bar_width=bar_width), MofNCompleteColumn(), TimeElapsedColumn(), label)
    with Progress(*columns, console=console, transient=True) as shown_bar:
        task = shown_bar.add_task(title, total=None)
        yield lambda done, total, label: shown_bar.update(
            task, completed=done, total=total, description=textwrap.shorten(label, label_width, placeholder=" …")
        )
