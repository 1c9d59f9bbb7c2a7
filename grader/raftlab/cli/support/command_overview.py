"""What `raftlab` without a command shows: how to begin, and every command by name, on one screen."""

from __future__ import annotations

import textwrap

from raftlab.cli.support.command_loader import COMMAND_GROUPS

SCREEN_COLUMNS = 80
FIRST_STEPS = """\
Build Raft, one scene at a time: write a piece, and see what is right, what is
wrong, and why.

  raftlab scenes        list the scenes in order
  raftlab start SCENE   create the file that you edit
  raftlab grade SCENE   grade it
  raftlab hint SCENE    show the next hint for a check
"""
LAST_LINES = """\
`raftlab --help` says what each command does, `raftlab grade --help` what one
takes. Exit codes: 0 done or full marks, 1 points are missing, 2 cannot be
graded or wrong usage, 3 the kit itself failed."""


def overview_text() -> str:
    """Return the text; it fits 24 lines of 80 columns with the prompts around it."""
    width = max(map(len, COMMAND_GROUPS)) + 2
    groups = [
        textwrap.fill(
            ", ".join(names),
            SCREEN_COLUMNS - 1,
            initial_indent=f"{title}:".ljust(width),
            subsequent_indent=" " * width,
            break_on_hyphens=False,
        )
        for title, names in COMMAND_GROUPS.items()
    ]
    return "\n".join([FIRST_STEPS, *groups, "", LAST_LINES])
