"""`raftlab report`: a graded class as pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.class_folder import ClassFolder, DatabaseUrl, read_class_folder, write_outputs
from raftlab.cli.support.console import progress_bar, say
from raftlab.submission_reader import printable_path


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("report")(report)


def report(
    folder: ClassFolder,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where to write. Default: DIR/report.", show_default=False),
    ] = None,
    name_hidden: Annotated[
        bool, typer.Option("--name-hidden", help="Tell the titles of hidden checks on the class page: for staff only.")
    ] = False,
    db: DatabaseUrl = None,
) -> None:
    """Write a graded class as pages: index.html for staff, with charts, and a page for each student.

    A student's page tells nobody else's name, and of hidden checks the verdict alone. The pages need no network.

    \b
    Example: raftlab report graded
             raftlab report graded -o public_html/scene05
    """
    from raftlab.batch.report.report_pages import INDEX_FILE, outdated_pages, report_pages

    told = read_class_folder(folder, db)
    target = output or folder / "report"
    pages: dict[str, bytes] = {}
    with progress_bar("drawing") as move:
        for name, text in report_pages(told.class_results, told.grades, show_hidden_titles=name_hidden):
            pages[name] = text.encode()
            move(len(pages), len(told.grades) + 1, name)
    write_outputs(target, pages)
    for file in outdated_pages(target, pages):
        file.unlink(missing_ok=True)
    say(f"look    {printable_path(target / INDEX_FILE)}")
