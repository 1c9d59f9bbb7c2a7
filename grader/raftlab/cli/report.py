"""`raftlab report`: a graded class as pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.console import bar, say
from raftlab.cli.graded import Database, Folder, read_graded, write_all
from raftlab.workspace import shown


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("report")(report)


def report(
    folder: Folder,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where to write. Default: DIR/report.", show_default=False),
    ] = None,
    name_hidden: Annotated[
        bool, typer.Option("--name-hidden", help="Tell the titles of hidden checks on the class page: for staff only.")
    ] = False,
    db: Database = None,
) -> None:
    """Write a graded class as pages: index.html for staff, with charts, and a page for each student.

    A student's page tells nobody else's name, and of hidden checks the verdict alone. The pages need no network.

    \b
    Example: raftlab report graded
             raftlab report graded -o public_html/scene05
    """
    from raftlab.batch.report.site import INDEX, outdated, site

    told = read_graded(folder, db)
    target = output or folder / "report"
    pages: dict[str, bytes] = {}
    with bar("drawing") as move:
        for name, text in site(told.roll, told.grades, name_hidden=name_hidden):
            pages[name] = text.encode()
            move(len(pages), len(told.grades) + 1, name)
    write_all(target, pages)
    for file in outdated(target, pages):
        file.unlink(missing_ok=True)
    say(f"look    {shown(target / INDEX)}")
