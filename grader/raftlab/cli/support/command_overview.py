"""What `raftlab` without a command shows: how to begin, and every command by name, on one screen."""

from __future__ import annotations

import inspect
import textwrap

from raftlab.cli.support.command_loader import COMMAND_GROUPS, raftlab

SCREEN_COLUMNS = 80
LAST_LINES = (
    "`raftlab --help` says what each command does, `raftlab grade --help` what one takes. Exit codes: 0 done or full "
    "marks, 1 points are missing, 2 cannot be graded or wrong usage, 3 the kit itself failed."
)


def overview_text(width: int = SCREEN_COLUMNS) -> str:
    """Return the text: the first two paragraphs of the help, and the groups. It fits 24 lines of 80 columns.

    width: of the terminal; lines are not longer, and have at most 79 characters.
    """
    limit = min(width, SCREEN_COLUMNS) - 1
    purpose, first_steps = inspect.cleandoc(raftlab.__doc__ or "").split("\n\n")[:2]
    indent = max(map(len, COMMAND_GROUPS)) + 2
    groups = [
        textwrap.fill(
            ", ".join(names),
            limit,
            initial_indent=f"{title}:".ljust(indent),
            subsequent_indent=" " * indent,
            break_on_hyphens=False,
        )
        for title, names in COMMAND_GROUPS.items()
    ]
    steps = textwrap.indent(first_steps.removeprefix("\b\n"), "  ")
    return "\n".join([textwrap.fill(purpose, limit), "", steps, "", *groups, "", textwrap.fill(LAST_LINES, limit)])
