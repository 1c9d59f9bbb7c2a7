"""`raftlab report`: write the results of a class as web pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.graded_class_folder import ClassFolder, DatabaseUrl, read_class_folder
from raftlab.cli.support.output_files import explain_write_errors, write_outputs
from raftlab.submission_reader import printable_path

if TYPE_CHECKING:
    from raftlab.batch.models import Grade
    from raftlab.batch.report.report_pages import ReadSource


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
    is_anonymous: Annotated[
        bool,
        typer.Option(
            "--anonymous", help="Show aliases, and no names: to grade by hand. Default folder: DIR/anonymous."
        ),
    ] = False,
    db: DatabaseUrl = None,
) -> None:
    """Write the results of a class as web pages.

    index.html is for staff: charts, sections, a table that sorts, and who failed which check. Each student has a page
    in students/ with the verdicts and, beside them, the submitted file. Nobody can guess a page's name, and it stays
    the same on every run. pages.csv says which page is whose, for a mail merge. Only students/ may be published:
    index.html and pages.csv name everyone. A student's page names no other student and shows only the verdict of a
    hidden check. The pages need no network. On Moodle, `raftlab export moodle-feedback` sends them.

    With --anonymous each student has an alias, the same on every run. Names, sections, times and the names of
    submissions are left out, and the student's own name is blackened in the file. `override`, `comment` and `extend`
    take an alias too.

    \b
    Example: raftlab report graded
             raftlab report graded --name-hidden
             raftlab report graded --anonymous
    """
    from raftlab.batch.page_secret import make_private_folder, read_page_secret
    from raftlab.batch.report.report_pages import INDEX_FILE, PAGE_LIST_FILE, outdated_pages, report_pages

    final = read_class_folder(folder, db)
    target = output or folder / ("anonymous" if is_anonymous else "report")
    with explain_write_errors(folder, "DIR"):
        secret = read_page_secret(folder)
        make_private_folder(target)
    grades, load_source = final.grades, make_source_reader(folder)
    if is_anonymous:
        grades, load_source = anonymize_class(folder, grades, secret)
    pages: dict[str, bytes] = {}
    with progress_bar("drawing") as move:
        for name, text in report_pages(
            final.class_results,
            grades,
            secret=secret,
            show_hidden_titles=name_hidden,
            read_source=load_source,
        ):
            if not (is_anonymous and name == PAGE_LIST_FILE):
                pages[name] = text.encode()
            move(len(pages), len(grades) + 1, name)
    write_outputs(target, pages)
    for file in outdated_pages(target, pages):
        file.unlink(missing_ok=True)
    say(f"open    {printable_path(target / INDEX_FILE)}")


def make_source_reader(folder: Path) -> ReadSource:
    """Return what reads the submitted file of a grade."""
    from raftlab.batch.submission_file_store import read_source

    return lambda grade: read_source(folder, grade.sha256)


def anonymize_class(folder: Path, grades: tuple[Grade, ...], secret: bytes) -> tuple[tuple[Grade, ...], ReadSource]:
    """Return the grades under aliases, and what reads a submitted file without its student's name."""
    from raftlab.batch.anonymous_grades import alias_of, anonymous_grades, make_redactor
    from raftlab.batch.exports.grade_feedback import latest_grades

    grades = latest_grades(grades)
    people = {alias_of(grade.person, secret): grade.person for grade in grades}
    load_source = make_source_reader(folder)

    def load_redacted(grade: Grade) -> str | None:
        source = load_source(grade)
        return None if source is None else make_redactor(people[grade.person.key])(source)

    return anonymous_grades(grades, secret), load_redacted
