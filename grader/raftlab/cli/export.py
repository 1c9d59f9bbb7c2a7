"""`raftlab export …`: a graded class, in the form that a platform takes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.console import say, warn
from raftlab.cli.graded import Database, Folder, read_graded, write_all, write_out
from raftlab.errors import KitFault, UsageFault
from raftlab.report.sanitise import one_line
from raftlab.workspace import shown

if TYPE_CHECKING:
    from raftlab.batch.exports.filling import Filled
    from raftlab.batch.exports.gradescope import Visibility
    from raftlab.batch.exports.sheet import Sheet
    from raftlab.batch.records import Grade

LEFT_OUT = 1
NAMED_AT_MOST = 20
VISIBILITIES = ("after_published", "hidden", "after_due_date", "visible")
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Output = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")]
Column = Annotated[str | None, typer.Option("--column", metavar="TITLE|ID", help="The column to fill.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only list the rows that would change.")]
Hidden = Annotated[str, typer.Option("--hidden", metavar="WHEN", help="When students see the rows of hidden checks.")]
Source = Annotated[
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
def csv(folder: Folder, output: Output, db: Database = None) -> None:
    """Write a plain table: a row for each student and submission, a column for each check.

    \b
    Example: raftlab export csv graded -o class.csv
    """
    from raftlab.batch.exports.plain import plain_csv

    told = read_graded(folder, db)
    write_out(output, plain_csv(told.grades).encode(), f"{len(told.grades)} rows")


@app.command("canvas")
def canvas(
    folder: Folder,
    template: Annotated[Path, typer.Option("--template", metavar="CSV", help="The gradebook, as Canvas exported it.")],
    output: Output = Path("canvas.csv"),
    column: Column = None,
    dry_run: DryRun = False,
    db: Database = None,
) -> int:
    """Fill one assignment's column of the course's own Canvas export, to be imported there.

    All else stays as it was; scores are scaled to the column's points; EX stays. Exit code 1: somebody who has a score
    is not in the template.

    \b
    Example: raftlab export canvas graded --template gradebook.csv -o import.csv --dry-run
             raftlab export canvas graded --template gradebook.csv -o import.csv --column 4711
    """
    from raftlab.batch.exports.canvas import filled

    told = read_graded(folder, db)
    hints = (told.roll.scene, told.roll.title)
    return fill(template, output, dry_run, lambda sheet: filled(sheet, told.grades, column, hints))


@app.command("moodle")
def moodle(
    folder: Folder,
    output: Output = Path("moodle.csv"),
    template: Annotated[
        Path | None, typer.Option("--template", metavar="CSV", help="The assignment's grading worksheet.")
    ] = None,
    column: Column = None,
    dry_run: DryRun = False,
    db: Database = None,
) -> int:
    """Fill Moodle's grading worksheet with grades and feedback; without one, write a table for its gradebook's import.

    Exit code 1: somebody who has a score is not in the worksheet.

    \b
    Example: raftlab export moodle graded --template worksheet.csv -o import.csv
             raftlab export moodle graded -o grades.csv
    """
    from raftlab.batch.exports.moodle import filled, gradebook

    told = read_graded(folder, db)
    if template is not None:
        return fill(template, output, dry_run, lambda sheet: filled(sheet, told.grades, column))
    if dry_run or column:
        raise UsageFault("--dry-run and --column need --template")
    write_out(output, gradebook(told.grades, told.roll.scene).encode(), "match the people by email or ID number")
    return 0


def fill(template: Path, output: Path, dry_run: bool, filled: Callable[[Sheet], Filled]) -> int:
    """Fill a platform's sheet, say what changes and who is left out, and return the exit code."""
    from raftlab.batch.exports.sheet import read_sheet

    done = filled(read_sheet(template))
    scale = f", scaled to {done.possible:g} points" if done.possible else ""
    say(f"column  {one_line(done.column)}{scale}")
    for change in done.changes if dry_run else ():
        say(f"{one_line(change.who):<30} {one_line(change.old) or '(blank)'} -> {change.new}")
    for grade in done.open:
        say(f"{named(grade):<30} stays as it is: {grade.fate}")
    for who in done.excused:
        say(f"{one_line(who):<30} stays excused")
    if dry_run:
        say(f"{cells(len(done.changes))} would change; nothing was written")
    else:
        write_out(output, done.sheet.data(), f"{cells(len(done.changes))} changed")
    lost = [named(grade) for grade in done.absent if grade.score is not None]
    if lost:
        more = f" and {len(lost) - NAMED_AT_MOST} more" if len(lost) > NAMED_AT_MOST else ""
        warn(f"{len(lost)} with a score not in {shown(template)}: {', '.join(lost[:NAMED_AT_MOST])}{more}")
    return LEFT_OUT if lost else 0


def cells(count: int) -> str:
    """Return so many cells in words."""
    return f"{count} cell{'' if count == 1 else 's'}"


def named(grade: Grade) -> str:
    """Return who it is, for staff."""
    key, name = one_line(grade.person.key), one_line(grade.person.name)
    return f"{name} ({key})" if name and name != key else key


@app.command("junit")
def junit(source: Source, output: Output = Path("junit.xml"), db: Database = None) -> None:
    """Write JUnit XML: a suite for each student, a case for each check.

    \b
    Example: raftlab export junit graded -o junit.xml
             raftlab export junit result.json -o junit.xml
    """
    from raftlab.batch.exports.junit import junit

    scene, grades = grades_of(source, db)
    write_out(output, junit(grades, scene), f"{len(grades)} suites")


@app.command("gradescope")
def gradescope(
    source: Source,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE|DIR", help="results.json; of a class, a folder of them.")
    ] = Path("results"),
    hidden: Hidden = VISIBILITIES[0],
    db: Database = None,
) -> int:
    """Write Gradescope's results.json: of one result, or of each student of a class.

    `raftlab autograder gradescope` makes the zip that grades there. WHEN is after_published, hidden, after_due_date or
    visible; the text of a hidden check is in none of them. Exit code 1: somebody has no score, and so no file.

    \b
    Example: raftlab export gradescope graded -o results
             raftlab export gradescope result.json -o results.json
    """
    from raftlab.batch.exports.gradescope import results
    from raftlab.batch.exports.told import file_stem, one_each

    when = visibility(hidden)
    _, grades = grades_of(source, db)
    if not source.is_dir():
        write_out(output, results(grades[0], when) or b"", "one result")
        return 0
    told = {file_stem(grade): results(grade, when) for grade in one_each(grades)}
    if files := {f"{name}.json": data for name, data in told.items() if data is not None}:
        write_all(output, files)
    missing = [name for name, data in told.items() if data is None]
    if missing:
        warn(f"{len(missing)} without a score, and so without a file: {', '.join(missing)}")
    return LEFT_OUT if missing else 0


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
    from raftlab.batch.exports.github import output as output_line
    from raftlab.batch.exports.github import step

    line = output_line(step(one_result(result)))
    target = output or (Path(named) if (named := os.environ.get("GITHUB_OUTPUT")) else None)
    if target is None:
        return say(line.rstrip())
    append(target, line)
    return None


def append(file: Path, line: str) -> None:
    """Add a line where GitHub reads it. UsageFault where that cannot be."""
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(line)
    except OSError as fault:
        raise UsageFault(f"cannot write {shown(file)} ({fault.strerror}); name another place with -o") from None


def visibility(hidden: str) -> Visibility:
    """Return when hidden checks are shown. UsageFault for a word that Gradescope does not know."""
    from raftlab.batch.exports.gradescope import Visibility

    if hidden not in VISIBILITIES:
        raise UsageFault(f"--hidden {one_line(hidden)}: unknown; there are {', '.join(VISIBILITIES)}")
    told: Visibility = msgspec.convert(hidden, type=Visibility)
    return told


def grades_of(source: Path, db: str | None) -> tuple[str, tuple[Grade, ...]]:
    """Return the scene, and the grades of a graded folder or of one result."""
    if source.is_dir():
        told = read_graded(source, db)
        return told.roll.scene, told.grades
    grade = one_result(source)
    return grade.result.scene if grade.result else "", (grade,)


def one_result(file: Path) -> Grade:
    """Return one result of `raftlab grade --json` as a grade. UsageFault where it is none."""
    from raftlab.batch.records import Grade, Person
    from raftlab.report.result import from_json

    try:
        told = from_json(file.read_bytes())
    except OSError as fault:
        raise UsageFault(
            f"{shown(file)} cannot be read ({fault.strerror}); name a graded folder, or a result of "
            "`raftlab grade SCENE --json FILE`"
        ) from None
    except msgspec.DecodeError as fault:
        raise UsageFault(
            f"{shown(file)} is no result ({fault}); `raftlab grade SCENE --json FILE` writes one"
        ) from None
    failed = [check.name for check in told.checks if check.verdict == "error"]
    if failed:
        raise KitFault(f"{shown(file)}: the kit failed to run {', '.join(failed)}; grade it again before exporting it")
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
