"""The commands and their order in `raftlab --help`. Each module adds its own to the app."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer

from raftlab import __version__

STUDENT_COMMANDS = (
    *("scenes", "start", "grade", "replay", "explore", "show", "storyboard"),
    *("play", "hint", "watch", "window", "look", "doctor"),
)
STAFF_COMMANDS = ("release", "batch", "edits", "late", "diff", "report")
"""The modules that add commands, in the order of `raftlab --help`; each but `edit` one of its own name."""
EDIT_COMMANDS = ("override", "comment", "extend", "edits")
COMMAND_GROUPS = ("export", "autograder", "nbgrader", "dev")
"""The modules that have several commands under their name."""


def show_version(is_requested: bool) -> None:
    """Print the version and end."""
    if is_requested:
        typer.echo(f"raftlab {__version__}")
        raise typer.Exit


def load_app(command: str) -> typer.Typer:
    """Return the app with the one command that is asked for, or with all of them: most take a while to import."""
    app = typer.Typer(
        name="raftlab",
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(raftlab)
    module = "edits" if command in EDIT_COMMANDS else command
    everything = (*STUDENT_COMMANDS, *STAFF_COMMANDS, *COMMAND_GROUPS)
    for name in (module,) if module in everything and command != "edits" else everything:
        found = importlib.import_module(f"raftlab.cli.{name}")
        if name in COMMAND_GROUPS:
            app.add_typer(found.app, name=name)
        else:
            found.add_to(app)
    return app


def raftlab(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Build Raft, one scene at a time: write a piece, and see what is right, what is wrong, and why.

    \b
    raftlab scenes          the scenes, in order
    raftlab start scene05   make the file that you edit
    raftlab grade scene05   grade it

    Exit codes: 0 full marks or done, 1 points are missing, 2 cannot be graded or wrong usage, 3 a fault of the kit.
    """
