"""`raftlab export …`: write the results of a class for a learning platform."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.support.command_help import WholeLineGroup
from raftlab.cli.support.console import names_text, say, warn
from raftlab.cli.support.grade_sheet_filling import STUDENTS_LEFT_OUT, fill_template, person_text
from raftlab.cli.support.graded_class_folder import ClassFolder, DatabaseUrl, read_class_folder
from raftlab.cli.support.gradescope_visibility import VISIBILITIES, HiddenVisibility, parse_hidden_check_visibility
from raftlab.cli.support.output_files import append_line, write_output, write_outputs
from raftlab.errors import KitError, UsageError
from raftlab.submission_reader import printable_path

if TYPE_CHECKING:
    from raftlab.batch.models import Grade

app = typer.Typer(cls=WholeLineGroup, no_args_is_help=True, rich_markup_mode=None)
OutputPath = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")]
ColumnOption = Annotated[str | None, typer.Option("--column", metavar="TITLE|ID", help="The column to fill.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only list the rows that would change.")]
GradesSource = Annotated[
    Path, typer.Argument(metavar="DIR|RESULT", help="A graded folder, or one result of `raftlab grade --json`.")
]


@app.callback()
def export() -> None:
    """Write the results of a class for a learning platform.

    Each platform is a command of its own.

    \b
    Example: raftlab export csv graded -o class.csv
             raftlab export canvas graded --template gradebook.csv -o import.csv --dry-run
    """


@app.command("csv")
def csv(folder: ClassFolder, output: OutputPath, db: DatabaseUrl = None) -> None:
    """Write a plain table: a column for each check.

    There is a row for each student and submission.

    \b
    Example: raftlab export csv graded -o class.csv
    """
    from raftlab.batch.exports.plain_csv import plain_csv

    final = read_class_folder(folder, db)
    write_output(output, plain_csv(final.grades).encode(), f"{len(final.grades)} rows")


@app.command("canvas")
def canvas(
    folder: ClassFolder,
    template: Annotated[Path, typer.Option("--template", metavar="CSV", help="The gradebook, as Canvas exported it.")],
    output: OutputPath = Path("canvas.csv"),
    column: ColumnOption = None,
    dry_run: DryRunOption = False,
    db: DatabaseUrl = None,
) -> int:
    """Fill one column of a Canvas gradebook, ready to import.

    The template is the gradebook that Canvas exported. Only this column and those that name the student are written:
    the import changes no other. Scores are scaled to the column's points, and EX (excused) stays. Exit code 1: a
    student with a score is not in the template.

    \b
    Example: raftlab export canvas graded --template gradebook.csv -o import.csv --dry-run
             raftlab export canvas graded --template gradebook.csv -o import.csv --column 4711
    """
    from raftlab.batch.exports.canvas import fill_gradebook

    final = read_class_folder(folder, db)
    hints = (final.class_results.scene, final.class_results.title)
    return fill_template(template, output, dry_run, lambda sheet: fill_gradebook(sheet, final.grades, column, hints))


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
    """Fill a Moodle grading worksheet with grades and feedback.

    Without --template, write a table for the import into Moodle's gradebook. Exit code 1: a student with a score is not
    in the worksheet, or in a row that Moodle would not take.

    \b
    Example: raftlab export moodle graded --template worksheet.csv -o import.csv
             raftlab export moodle graded -o grades.csv
    """
    from raftlab.batch.exports.moodle import fill_worksheet, gradebook_csv

    final = read_class_folder(folder, db)
    if template is not None:
        return fill_template(template, output, dry_run, lambda sheet: fill_worksheet(sheet, final.grades, column))
    if dry_run or column:
        raise UsageError("--dry-run and --column need --template")
    write_output(
        output,
        gradebook_csv(final.grades, final.class_results.scene).encode(),
        "match the people by email or ID number",
    )
    return 0


@app.command("moodle-feedback")
def moodle_feedback(
    folder: ClassFolder,
    output: OutputPath = Path("feedback.zip"),
    template: Annotated[
        Path | None, typer.Option("--template", metavar="CSV", help="The assignment's grading worksheet.")
    ] = None,
    db: DatabaseUrl = None,
) -> int:
    """Write the students' pages as Moodle's zip of feedback files.

    Moodle finds a student by the participant number: of the submission that Moodle exported, or of the worksheet.
    Exit code 1: the number of a student is unknown, so the page is left out.

    \b
    Example: raftlab export moodle-feedback graded -o feedback.zip
             raftlab export moodle-feedback graded --template worksheet.csv
    """
    from raftlab.batch.exports.lossless_csv import read_sheet
    from raftlab.batch.exports.moodle_feedback import feedback_zip

    final = read_class_folder(folder, db)
    made = feedback_zip(final.class_results, final.grades, read_sheet(template) if template else None)
    write_output(output, made.data, f"{made.page_count} pages")
    if made.left_out:
        warn(
            f"{len(made.left_out)} left out, their participant number is unknown: "
            f"{names_text([person_text(grade) for grade in made.left_out])}; name the worksheet with --template"
        )
    return STUDENTS_LEFT_OUT if made.left_out else 0


@app.command("junit")
def junit(source: GradesSource, output: OutputPath = Path("junit.xml"), db: DatabaseUrl = None) -> None:
    """Write JUnit XML: a suite per student, a case per check.

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
    """Write the results.json that Gradescope reads.

    It writes one file for one result, or a file for each student of a class. `raftlab autograder gradescope` makes the
    zip that grades on Gradescope. WHEN is after_published, hidden, after_due_date or visible; no file contains the text
    of a hidden check. Exit code 1: a student has no score, and so no file.

    \b
    Example: raftlab export gradescope graded -o results
             raftlab export gradescope result.json -o results.json
    """
    from raftlab.batch.exports.grade_feedback import latest_grades, student_file_stem
    from raftlab.batch.exports.gradescope import results_json

    when = parse_hidden_check_visibility(hidden_visibility)
    _, grades = read_grades(source, db)
    if not source.is_dir():
        write_output(output, results_json(grades[0], when) or b"", "one result")
        return 0
    told = {student_file_stem(grade): results_json(grade, when) for grade in latest_grades(grades)}
    if files := {f"{name}.json": data for name, data in told.items() if data is not None}:
        write_outputs(output, files)
    absent = {student_file_stem(grade) for grade in grades if grade.fate == "not submitted"}
    missing = [name for name, data in told.items() if data is None and name not in absent]
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
    """Write the output of a GitHub Classroom autograding step.

    It has the points of each check. `raftlab autograder github` writes the workflow that grades on GitHub.

    \b
    Example: raftlab export github result.json
    """
    from raftlab.batch.exports.github import autograding_result, step_output_line

    line = step_output_line(autograding_result(read_result_grade(result)))
    target = output or (Path(named) if (named := os.environ.get("GITHUB_OUTPUT")) else None)
    if target is None:
        say(line.rstrip())
    else:
        append_line(target, line)


def read_grades(source: Path, db: str | None) -> tuple[str, tuple[Grade, ...]]:
    """Return the scene, and the grades in a graded folder or in one result."""
    if source.is_dir():
        final = read_class_folder(source, db)
        return final.class_results.scene, final.grades
    grade = read_result_grade(source)
    return grade.result.scene if grade.result else "", (grade,)


def read_result_grade(file: Path) -> Grade:
    """Return one result of `raftlab grade --json` as a grade. UsageError for another file."""
    from raftlab.batch.models import Grade, Person
    from raftlab.report.result_json import from_json

    try:
        result = from_json(file.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{printable_path(file)} cannot be read ({error.strerror}); name a graded folder, or a result of "
            "`raftlab grade SCENE --json FILE`"
        ) from None
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{printable_path(file)} is not a result ({error}); `raftlab grade SCENE --json FILE` writes one"
        ) from None
    failed_checks = [check.name for check in result.checks if check.verdict == "error"]
    if failed_checks:
        raise KitError(
            f"{printable_path(file)}: the kit failed to run {', '.join(failed_checks)}; "
            "grade it again before exporting it"
        )
    return Grade(
        person=Person(login=result.submission.file),
        entry=result.submission.file,
        sha256=result.submission.sha256,
        fate="graded",
        score=result.score,
        max=result.max,
        percent=None,
        late=False,
        submitted_at=None,
        result=result,
    )
