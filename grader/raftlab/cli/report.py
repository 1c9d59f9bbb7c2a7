"""`raftlab report`: write the results of a class as web pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.class_folder import ClassFolder, DatabaseUrl, read_class_folder
from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.output_files import write_outputs
from raftlab.submission_reader import printable_path


def report(
    folder: ClassFolder,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where to write. Default: DIR/report.", show_default=False),
    ] = None,
    name_hidden: Annotated[
        bool,
        typer.Option(
            "--name-hidden", help="Show the titles of hidden checks on the class page, which is for staff only."
        ),
    ] = False,
    db: DatabaseUrl = None,
) -> None:
    """Write the results of a class as web pages.

    index.html is for staff and has charts; each student has a page. A student's page names no other student and shows
    only the verdict of a hidden check. The pages need no network.

    \b
    Example: raftlab report graded
             raftlab report graded -o public_html/scene05
    """
    from raftlab.batch.report.report_pages import INDEX_FILE, outdated_pages, report_pages

    final = read_class_folder(folder, db)
    target = output or folder / "report"
    pages: dict[str, bytes] = {}
    with progress_bar("drawing") as move:
        for name, text in report_pages(final.class_results, final.grades, show_hidden_titles=name_hidden):
            pages[name] = text.encode()
            move(len(pages), len(final.grades) + 1, name)
    write_outputs(target, pages)
    for file in outdated_pages(target, pages):
        file.unlink(missing_ok=True)
    say(f"look    {printable_path(target / INDEX_FILE)}")
