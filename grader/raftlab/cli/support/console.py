"""The output of the commands: colour and progress on a terminal, plain text elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

ReportProgress = Callable[[int, int, str], None]
"""Report progress: done, total, and a label."""

LABEL_WIDTH = 60


def stdout_console() -> Console:
    """Return the console of standard output: colour only on a terminal, and never with NO_COLOR."""
    return Console(highlight=False, soft_wrap=True, emoji=False)


def say(line: str = "") -> None:
    """Write one line to standard output, unchanged."""
    print(line)


def warn(line: str) -> None:
    """Write one line to standard error, after the program's name."""
    sys.stdout.flush()
    print(f"raftlab: {one_line(line)}", file=sys.stderr)


def one_line(text: str) -> str:
    """Return `text` without characters that break the line or control the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


@contextmanager
def progress_bar(title: str, is_shown: bool = True) -> Iterator[ReportProgress]:
    """Show a progress bar on standard error until the block ends; nothing if that is no terminal."""
    console = Console(stderr=True, highlight=False)
    if not (is_shown and console.is_terminal):
        yield lambda done, total, label: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    label = TextColumn("{task.description}", markup=False, table_column=Column(width=LABEL_WIDTH, no_wrap=True))
    columns = (BarColumn(bar_width=30), MofNCompleteColumn(), TimeElapsedColumn(), label)
    with Progress(*columns, console=console, transient=True) as shown_bar:
        task = shown_bar.add_task(title, total=None)
        yield lambda done, total, label: shown_bar.update(task, completed=done, total=total, description=label)
