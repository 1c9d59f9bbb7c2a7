"""The commands and their order in `raftlab --help`. Each module adds its own to the app."""

from __future__ import annotations

from typing import Annotated

import typer

from raftlab import __version__
from raftlab.cli import (
    autograder,
    batch,
    dev,
    diff,
    doctor,
    edit,
    explore,
    export,
    grade,
    hint,
    late,
    look,
    nbgrader,
    play,
    release,
    replay,
    report,
    scenes,
    show,
    start,
    storyboard,
    watch,
    window,
)

app = typer.Typer(
    name="raftlab",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def show_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        typer.echo(f"raftlab {__version__}")
        raise typer.Exit


@app.callback()
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


scenes.add_to(app)
start.add_to(app)
grade.add_to(app)
replay.add_to(app)
explore.add_to(app)
show.add_to(app)
storyboard.add_to(app)
play.add_to(app)
hint.add_to(app)
watch.add_to(app)
window.add_to(app)
look.add_to(app)
doctor.add_to(app)
release.add_to(app)
batch.add_to(app)
edit.add_to(app)
late.add_to(app)
diff.add_to(app)
report.add_to(app)
app.add_typer(export.app, name="export")
app.add_typer(autograder.app, name="autograder")
app.add_typer(nbgrader.app, name="nbgrader")
app.add_typer(dev.app, name="dev")
