"""Load the commands, and list them in `raftlab --help` by who needs them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Annotated, Any

import typer

from raftlab import __version__
from raftlab.cli.support.command_help import WholeLineGroup
from raftlab.cli.support.output_path_check import add_path_checks

COMMAND_GROUPS = {
    "Students": (
        *("scenes", "scene", "start", "grade", "hint", "status", "watch", "replay", "show-run"),
        *("storyboard", "play", "explore", "failover", "design", "draw", "linearizable", "completion", "doctor"),
        *("up", "client", "storm", "bench"),
    ),
    "Staff": (
        *("release", "autograder", "nbgrader", "batch", "late", "slip", "extend"),
        *("override", "comment", "edits", "who-failed", "diff", "report", "export"),
    ),
    "Authors": ("dev",),
}
"""Who needs a command, and the commands in the order in which they are needed.

Each is a module of `raftlab.cli`, with `_` for `-`.
"""
COMMANDS = tuple(name for names in COMMAND_GROUPS.values() for name in names)
FORMER_NAMES = {"window": "failover", "look": "draw", "show": "show-run", "failures": "who-failed"}
"""Former name of a command -> its name. The former ones still work; the help does not list them."""


class RaftlabGroup(WholeLineGroup):
    """The command `raftlab`, whose help lists its commands by who needs them."""

    sections = COMMAND_GROUPS


def show_version(is_requested: bool) -> None:
    """Print the version and end."""
    if is_requested:
        typer.echo(f"raftlab {__version__}")
        raise typer.Exit


def load_root_command(name: str) -> Callable[..., Any]:
    """Return the command `raftlab`, which runs a command line; see load_app for `name`."""
    command = typer.main.get_command(load_app(name))
    add_path_checks(command)
    return command


def load_app(command: str) -> typer.Typer:
    """Return the app with the one command that is requested, else with all: most take a while to import."""
    app = typer.Typer(
        name="raftlab",
        cls=RaftlabGroup,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(raftlab)
    name_of = {**{name: name for name in COMMANDS}, **FORMER_NAMES}
    for name in (command,) if command in name_of else COMMANDS:
        module_name = name_of[name].replace("-", "_")
        module = importlib.import_module(f"raftlab.cli.{module_name}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(getattr(module, module_name))
    return app


def raftlab(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Build Raft, one scene at a time: write a piece, and see what is right, what is wrong, and why.

    \b
    raftlab scenes          list the scenes in order
    raftlab start scene05   create the file that you edit
    raftlab grade scene05   grade it

    \b
    Exit codes:
      0  done, or full marks
      1  points are missing
      2  cannot be graded, or wrong usage
      3  the kit itself failed
    """
