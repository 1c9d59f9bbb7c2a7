"""`raftlab status`: show the scenes, their points, and what comes next."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.text import Text

from raftlab.cli.support.console import stdout_console
from raftlab.cli.support.scene_progress import SceneProgress, course_progress, next_scene_command
from raftlab.grading_models import FULL_MARKS
from raftlab.kit import find_kit
from raftlab.report.check_rows import VERDICT_WORDS, wrap_lines
from raftlab.report.terminal import report_width

TITLE_MINIMUM = 15
"""The least room in which a title is shown; a longer one is cut between words."""
VERDICT_NAMES = VERDICT_WORDS | {"blocked": "waiting"}
STATE_STYLES = {"full marks": "green", "open": "yellow", "not started": "dim"}


def status(
    json: Annotated[bool, typer.Option("--json", help="Print the scenes as JSON.")] = False,
) -> None:
    """Show your points in each scene, and what comes next.

    The points are those of your last grading of all checks in this folder; nothing is graded now.

    \b
    Example: raftlab status
    """
    rows = course_progress(find_kit(), Path())
    if json:
        sys.stdout.write(msgspec.json.encode(rows).decode() + "\n")
        return
    console = stdout_console()
    for line in status_lines(rows, report_width(console)):
        console.print(line, soft_wrap=True)


def status_lines(rows: Sequence[SceneProgress], width: int) -> list[Text]:
    """Return a line for each scene, the sum, and the next step."""
    state_width = max((len(state_text(row)) for row in rows), default=0)
    lines = [scene_line(row, width, state_width) for row in rows]
    points = sum(row.score or 0 for row in rows)
    done = sum(row.state == "full marks" for row in rows)
    most = FULL_MARKS * len(rows)
    total = f"{points} of {most} points · {done} of {len(rows)} scenes are done"
    command = next_scene_command(rows) or "every scene is done: read the What if of each handout"
    return [*lines, Text(), *wrap_lines("  ", total, width, "bold"), *wrap_lines("  next: ", command, width)]


def scene_line(row: SceneProgress, width: int, state_width: int) -> Text:
    """Return the line of one scene: its points, its state, and its title as far as there is room."""
    points = "" if row.score is None else f"{row.score:>3} of {row.max}"
    head = f"  {row.scene:<8}  {points:<10}  "
    line = Text.assemble(head, (f"{state_text(row):<{state_width}}", STATE_STYLES.get(row.state, "")))
    room = width - len(line) - 2
    if room >= TITLE_MINIMUM:
        line.append("  " + textwrap.shorten(row.title, room, placeholder=" …"), style="dim")
    line.rstrip()
    return line


def state_text(row: SceneProgress) -> str:
    """Return the state of a scene in words."""
    if row.state == "changed":
        return f"points of {row.other_file}" if row.other_file else "changed since it was graded"
    if row.state == "full marks" and row.score != row.max:
        return "all public checks pass"  # the hidden ones run when the student submits
    if row.state != "open":
        return row.state
    return ", ".join(f"{number} {VERDICT_NAMES[verdict]}" for verdict, number in row.open_checks.items())
