"""`raftlab export …`: a graded class, in the form that a platform takes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.support.class_folder import ClassFolder, DatabaseUrl, read_class_folder, write_output, write_outputs
from raftlab.cli.support.console import say, warn
from raftlab.errors import KitError, UsageError
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path

if TYPE_CHECKING:
    from raftlab.batch.exports.filled_sheet import FilledSheet
    from raftlab.batch.exports.gradescope import Visibility
    from raftlab.batch.exports.platform_csv import CsvSheet
    from raftlab.batch.models import Grade

STUDENTS_LEFT_OUT = 1
NAME_LIMIT = 20
VISIBILITIES = ("after_published", "hidden", "after_due_date", "visible")
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
OutputPath = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")]
ColumnOption = Annotated[str | None, typer.Option("--column", metavar="TITLE|ID", help="The column to fill.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only list the rows that would change.")]
HiddenVisibility = Annotated[
    str, typer.Option("--hidden", metavar="WHEN", help="When students see the rows of hidden checks.")
]
GradesSource = Annotated[
    Path, typer.Argument(metavar="DIR|RESULT", help="A graded folder, or one result of `raftlab grade --json`.")
]


@app.callback()
def export() -> None:
    """Write a graded class in the form that a platform takes.

    \b
    Example: raftlab export csv graded -o class.csv
             raftlab export canvas graded --template gradebook.csv -o import.csv --dry-run
    """


@app.command("csv")
def csv(folder: ClassFolder, output: OutputPath, db: DatabaseUrl = None) -> None:
    """Write a plain table: a row for each student and submission, a column for each check.

    \b
    Example: raftlab export csv graded -o class.csv
    """
    from raftlab.batch.exports.plain_csv import plain_csv

    told = read_class_folder(folder, db)
    write_output(output, plain_csv(told.grades).encode(), f"{len(told.grades)} rows")


@app.command("canvas")
def canvas(
    folder: ClassFolder,
    template: Annotated[Path, typer.Option("--template", metavar="CSV", help="The gradebook, as Canvas exported it.")],
    output: OutputPath = Path("canvas.csv"),
    column: ColumnOption = None,
    dry_run: DryRunOption = False,
    db: DatabaseUrl = None,
) -> int:
    """Fill one assignment's column of the course's own Canvas export, to be imported there.

    All else stays as it was; scores are scaled to the column's points; EX stays. Exit code 1: somebody who has a score
    is not in the template.

    \b
    Example: raftlab export canvas graded --template gradebook.csv -o import.csv --dry-run
             raftlab export canvas graded --template gradebook.csv -o import.csv --column 4711
    """
    from raftlab.batch.exports.canvas import fill_gradebook

    told = read_class_folder(folder, db)
    hints = (told.class_results.scene, told.class_results.title)
    return fill_template(template, output, dry_run, lambda sheet: fill_gradebook(sheet, told.grades, column, hints))


@app.command("moodle")
def moodle(
    folder: ClassFolder,
    output: OutputPath = Path("moodle.csv"),
    template: Annotated[
        Path | None, typer.Option("--template", metavar="CSV", help="The assignment's grading worksheet.")
    ] = None,
    column: ColumnOption = None,
    dry_run: DryRunOption = False,
    db: DatabaseUrl = None,
) -> int:
    """Fill Moodle's grading worksheet with grades and feedback; without one, write a table for its gradebook's import.

    Exit code 1: somebody who has a score is not in the worksheet.

    \b
    Example: raftlab export moodle graded --template worksheet.csv -o import.csv
             raftlab export moodle graded -o grades.csv
    """
    from raftlab.batch.exports.moodle import fill_worksheet, gradebook_csv

    told = read_class_folder(folder, db)
    if template is not None:
        return fill_template(template, output, dry_run, lambda sheet: fill_worksheet(sheet, told.grades, column))
    if dry_run or column:
        raise UsageError("--dry-run and --column need --template")
    write_output(
        output, gradebook_csv(told.grades, told.class_results.scene).encode(), "match the people by email or ID number"
    )
    return 0


def fill_template(template: Path, output: Path, dry_run: bool, fill_sheet: Callable[[CsvSheet], FilledSheet]) -> int:
    """Fill a platform's sheet, say what changes and who is left out, and return the exit code."""
    from raftlab.batch.exports.platform_csv import read_sheet

    done = fill_sheet(read_sheet(template))
    scale = f", scaled to {done.points_possible:g} points" if done.points_possible else ""
    say(f"column  {one_line(done.column)}{scale}")
    for change in done.changes if dry_run else ():
        say(f"{one_line(change.student_name):<30} {one_line(change.old) or '(blank)'} -> {change.new}")
    for grade in done.unscored_grades:
        say(f"{person_text(grade):<30} stays as it is: {grade.fate}")
    for who in done.excused_names:
        say(f"{one_line(who):<30} stays excused")
    if dry_run:
        say(f"{cell_count_text(len(done.changes))} would change; nothing was written")
    else:
        write_output(output, done.sheet.to_bytes(), f"{cell_count_text(len(done.changes))} changed")
    lost = [person_text(grade) for grade in done.unlisted_grades if grade.score is not None]
    if lost:
        more = f" and {len(lost) - NAME_LIMIT} more" if len(lost) > NAME_LIMIT else ""
        warn(f"{len(lost)} with a score not in {printable_path(template)}: {', '.join(lost[:NAME_LIMIT])}{more}")
    return STUDENTS_LEFT_OUT if lost else 0


def cell_count_text(count: int) -> str:
    """Return so many cells in words."""
    return f"{count} cell{'' if count == 1 else 's'}"


def person_text(grade: Grade) -> str:
    """Return who it is, for staff."""
    key, name = one_line(grade.person.key), one_line(grade.person.name)
    return f"{name} ({key})" if name and name != key else key


@app.command("junit")
def junit(source: GradesSource, output: OutputPath = Path("junit.xml"), db: DatabaseUrl = None) -> None:
    """Write JUnit XML: a suite for each student, a case for each check.

    \b
    Example: raftlab export junit graded -o junit.xml
             raftlab export junit result.json -o junit.xml
    """
    from raftlab.batch.exports.junit import junit_xml

    scene, grades = read_grades(source, db)
    write_output(output, junit_xml(grades, scene), f"{len(grades)} suites")


@app.command("gradescope")
def gradescope(
    source: GradesSource,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE|DIR", help="results.json; of a class, a folder of them.")
    ] = Path("results"),
    hidden_visibility: HiddenVisibility = VISIBILITIES[0],
    db: DatabaseUrl = None,
) -> int:
    """Write Gradescope's results.json: of one result, or of each student of a class.

    `raftlab autograder gradescope` makes the zip that grades there. WHEN is after_published, hidden, after_due_date or
    visible; the text of a hidden check is in none of them. Exit code 1: somebody has no score, and so no file.

    \b
    Example: raftlab export gradescope graded -o results
             raftlab export gradescope result.json -o results.json
    """
    from raftlab.batch.exports.grade_text import file_stem, latest_grades
    from raftlab.batch.exports.gradescope import results_json

    when = parse_visibility(hidden_visibility)
    _, grades = read_grades(source, db)
    if not source.is_dir():
        write_output(output, results_json(grades[0], when) or b"", "one result")
        return 0
    told = {file_stem(grade): results_json(grade, when) for grade in latest_grades(grades)}
    if files := {f"{name}.json": data for name, data in told.items() if data is not None}:
        write_outputs(output, files)
    missing = [name for name, data in told.items() if data is None]
    if missing:
        warn(f"{len(missing)} without a score, and so without a file: {', '.join(missing)}")
    return STUDENTS_LEFT_OUT if missing else 0


@app.command("github")
def github(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A result of `raftlab grade --json`.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Default: the file that GITHUB_OUTPUT names, else here."),
    ] = None,
) -> None:
    """Write the output of a GitHub Classroom autograding step, with the points of each check.

    `raftlab autograder github` makes the workflow that grades there.

    \b
    Example: raftlab export github result.json
    """
    from raftlab.batch.exports.github import autograding_result
    from raftlab.batch.exports.github import output_line as output_line

    line = output_line(autograding_result(read_result_grade(result)))
    target = output or (Path(named) if (named := os.environ.get("GITHUB_OUTPUT")) else None)
    if target is None:
        return say(line.rstrip())
    append_line(target, line)
    return None


def append_line(file: Path, line: str) -> None:
    """Add a line where GitHub reads it. UsageError where that cannot be."""
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(line)
    except OSError as fault:
        raise UsageError(
            f"cannot write {printable_path(file)} ({fault.strerror}); name another place with -o"
        ) from None


def parse_visibility(word: str) -> Visibility:
    """Return when hidden checks are shown. UsageError for a word that Gradescope does not know."""
    from raftlab.batch.exports.gradescope import Visibility

    if word not in VISIBILITIES:
        raise UsageError(f"--hidden {one_line(word)}: unknown; there are {', '.join(VISIBILITIES)}")
    told: Visibility = msgspec.convert(word, type=Visibility)
    return told


def read_grades(source: Path, db: str | None) -> tuple[str, tuple[Grade, ...]]:
    """Return the scene, and the grades of a graded folder or of one result."""
    if source.is_dir():
        told = read_class_folder(source, db)
        return told.class_results.scene, told.grades
    grade = read_result_grade(source)
    return grade.result.scene if grade.result else "", (grade,)


def read_result_grade(file: Path) -> Grade:
    """Return one result of `raftlab grade --json` as a grade. UsageError where it is none."""
    from raftlab.batch.models import Grade, Person
    from raftlab.report.result_json import from_json

    try:
        told = from_json(file.read_bytes())
    except OSError as fault:
        raise UsageError(
            f"{printable_path(file)} cannot be read ({fault.strerror}); name a graded folder, or a result of "
            "`raftlab grade SCENE --json FILE`"
        ) from None
    except msgspec.DecodeError as fault:
        raise UsageError(
            f"{printable_path(file)} is no result ({fault}); `raftlab grade SCENE --json FILE` writes one"
        ) from None
    failed = [check.name for check in told.checks if check.verdict == "error"]
    if failed:
        raise KitError(
            f"{printable_path(file)}: the kit failed to run {', '.join(failed)}; grade it again before exporting it"
        )
    return Grade(
        person=Person(login=told.submission.file),
        entry=told.submission.file,
        sha256=told.submission.sha256,
        fate="graded",
        score=told.score,
        max=told.max,
        percent=None,
        late=False,
        submitted_at=None,
        result=told,
    )
