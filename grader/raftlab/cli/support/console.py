"""What the commands write on: colour and progress on a terminal only, plain text everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

ReportProgress = Callable[[int, int, str], None]
"""Tell how far the work is: done, of so many, and a word on it."""

LABEL_WIDTH = 60


def stdout_console() -> Console:
    """Return the console of standard output: colour only on a terminal, and never with NO_COLOR."""
    return Console(highlight=False, soft_wrap=True, emoji=False)


def say(line: str = "") -> None:
    """Write one line to standard output, as it is."""
    print(line)


def warn(line: str) -> None:
    """Write one line to standard error, led by the program's name."""
    sys.stdout.flush()
    print(f"raftlab: {one_line(line)}", file=sys.stderr)


def one_line(text: str) -> str:
    """Return `text` without what would break the line or drive the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


@contextmanager
def progress_bar(title: str, is_shown: bool = True) -> Iterator[ReportProgress]:
    """Show a progress bar on standard error until the block ends; show nothing where that is no terminal."""
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
