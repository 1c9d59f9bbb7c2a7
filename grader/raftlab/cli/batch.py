"""`raftlab batch`: grade the submissions of a class."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from raftlab.batch.class_results import ClassResults
from raftlab.batch.grades_table import make_grades
from raftlab.batch.models import Grade, GradingSettings, JobResult, SubmissionEntry
from raftlab.batch.optional_packages import import_optional
from raftlab.batch.page_secret import private_output_folder
from raftlab.cli.support.arguments import Seed
from raftlab.cli.support.class_submissions import (
    ABSENT_SCORES,
    GradableClass,
    grade_absentees,
    is_zero_requested,
    read_class,
    read_earlier_submissions,
)
from raftlab.cli.support.class_times import ClassInputOptions
from raftlab.cli.support.console import names_text, say, warn
from raftlab.cli.support.graded_class_folder import unmatched_edit_text
from raftlab.cli.support.output_files import explain_write_errors
from raftlab.cli.support.selective_regrade import grade_selected, select_entries
from raftlab.count_text import count_text
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene, find_kit
from raftlab.report.sanitise import one_line
from raftlab.submission_reader import printable_path

DONE, TIME_UNKNOWN, NOT_GRADED, KIT_FAILED = 0, 1, 2, 3
RETRY_STATUSES = ("timed out", "unsafe level", "waiting")
"""Fates that leave a student without a score through no fault of their own: the batch is not finished."""
BOUNDARY_DISTANCE = 1.0
"""The distance from a grade boundary that is flagged, in percent."""


ExportPath = Annotated[Path, typer.Argument(metavar="PATH", help="The folder or zip that your platform exported.")]
SceneOption = Annotated[str, typer.Option("--scene", metavar="SCENE", help="The scene to grade.")]
OutputFolder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where grades.csv and batch.db go.")]
JobsOption = Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Processes; 0: one for each core.")]
RosterOption = Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="The class list.")]
BatchDatabase = Annotated[str | None, typer.Option("--db", metavar="URL", help="A database other than DIR/batch.db.")]
DueTime = Annotated[str | None, typer.Option("--due", metavar="TIME", help="Later submissions are late.")]
LayoutOption = Annotated[
    str | None, typer.Option("--layout", metavar="NAME", help="The layout of PATH. Default: detected.")
]
ZoneOption = Annotated[
    str | None, typer.Option("--zone", metavar="NAME", help="The zone of times that name none, as Europe/Berlin.")
]
TimesOption = Annotated[
    Path | None, typer.Option("--times", metavar="CSV", help="When each submitted. Default: the roster, if it says so.")
]
PreflightOption = Annotated[bool, typer.Option("--preflight", help="Only check the submissions, without grading.")]
AllowLevel = Annotated[str, typer.Option("--allow-level", metavar="L", help="The weakest jail allowed.")]
ResumeOption = Annotated[
    bool, typer.Option("--resume", help="Continue the grading in DIR; refuse another scene, kit or seed.")
]
DaskOption = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="Grade on the cluster of this Dask scheduler.")
]
SecondSeed = Annotated[
    int | None,
    typer.Option(
        "--second-seed",
        metavar="N",
        min=0,
        help="Grade twice, with two seeds; a check is flaky if the two verdicts differ.",
    ),
]
LimitOption = Annotated[
    float,
    typer.Option(
        "--limit",
        metavar="S",
        min=1,
        help="Stop a grading that takes so many seconds of wall time. Limits of CPU time end the checks long before.",
    ),
]
SimilarityOption = Annotated[
    float | None,
    typer.Option(
        "--similar", metavar="PERCENT", min=1, max=100, help="Report copies: pairs that are at least this similar."
    ),
]
AgainstOption = Annotated[
    Path | None, typer.Option("--against", metavar="PATH", help="With --similar: also compare with an earlier class.")
]
BoundariesOption = Annotated[
    str | None,
    typer.Option("--boundaries", metavar="P,P…", help="Flag students within one point of these percentages."),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="STUDENT", help="Grade only this one; give it several times for several."),
]
AgainOption = Annotated[bool, typer.Option("--again", help="Grade again what is graded already.")]
UnreadableOption = Annotated[
    str, typer.Option("--unreadable", metavar="zero|blank", help="The score of a file that cannot be graded.")
]
AbsentOption = Annotated[
    str,
    typer.Option("--absent", metavar="|".join(ABSENT_SCORES), help="The score of a student without a submission."),
]


def batch(
    path: ExportPath,
    scene_id: SceneOption,
    output_folder: OutputFolder,
    jobs: JobsOption = 0,
    roster: RosterOption = None,
    db: BatchDatabase = None,
    due_time: DueTime = None,
    zone: ZoneOption = None,
    times: TimesOption = None,
    layout: LayoutOption = None,
    preflight_only: PreflightOption = False,
    allow_level: AllowLevel = "L2",
    resume: ResumeOption = False,
    dask: DaskOption = None,
    second_seed: SecondSeed = None,
    limit_s: LimitOption = 3600,
    similarity_percent: SimilarityOption = None,
    earlier_path: AgainstOption = None,
    boundaries: BoundariesOption = None,
    absent: AbsentOption = ABSENT_SCORES[0],
    unreadable: UnreadableOption = ABSENT_SCORES[1],
    only: OnlyOption = None,
    regrade: AgainOption = False,
    seed: Seed = 0,
) -> int:
    """Grade the submissions of a class.

    Run it again after an interruption: it keeps what is graded and grades the rest. With --only the others keep the
    grade that they have. --again grades again, and says whose points changed.

    Exit code 0: every submission has a final result (an unreadable file is one); 1: with --due, the time of a
    submission is unknown; 2: some could not be graded here; 3: the kit failed.

    \b
    Example: raftlab batch submissions.zip --scene scene05 --out graded --roster class.csv
             raftlab batch submissions.zip --scene scene05 --out graded --similar 80 --against last-year.zip
             raftlab batch submissions.zip --scene scene05 --out graded --dask tcp://head:8786
             raftlab batch submissions.zip --scene scene05 --out graded --only ada --again
             raftlab batch class --scene all --out graded-all     # STUDENT/SCENE/FILE: the whole server of each
    """
    import_optional("sqlalchemy", "SQLAlchemy", "raftlab batch")
    from raftlab.batch.cache_key import grading_version
    from raftlab.batch.final_grades import require_matching_folder
    from raftlab.cli.support.class_grading import GradingOptions, parse_numbers

    kit = find_kit()
    scene = kit.gradable(scene_id)
    require_matching_folder(output_folder, scene.id, db)
    limits = parse_numbers(boundaries, "--boundaries")
    is_zero_of = (is_zero_requested("--absent", absent), is_zero_requested("--unreadable", unreadable))
    with explain_write_errors(output_folder, "--out"), private_output_folder(output_folder):
        source = ClassInputOptions(path, layout, roster, due_time, zone, times)
        gradable = read_class(kit, scene, source, output_folder)
        entries = add_similarity_flags(kit, scene, gradable.entries, output_folder, similarity_percent, earlier_path)
        if preflight_only:
            return print_preflight(entries)
        require_jail_level(allow_level, is_local=dask is None)
        settings = GradingSettings(grading_version(kit, scene), seed, second_seed, allow_level, limit_s)
        setup = GradingOptions(output_folder, db, dask, jobs or os.cpu_count() or 1, resume, regrade)
        selected = select_entries(entries, only or ())
        results = grade_selected(kit, scene, entries, selected, settings, setup)
        flagged = make_flagged_grades(gradable, entries, results, limits, is_zero_of)
        grades = save_class_grades(scene, flagged, output_folder, db, settings)
    print_status_counts(grades, output_folder)
    keys = {entry.key for entry in selected}
    unscored = Counter[str](grade.fate for grade in grades if grade.score is None and grade.entry in keys)
    return exit_code_for(unscored) or (TIME_UNKNOWN if gradable.has_unknown_times else DONE)


def make_flagged_grades(
    gradable: GradableClass,
    entries: Sequence[SubmissionEntry],
    results: Mapping[str, JobResult],
    limits: Sequence[float],
    is_zero_of: tuple[bool, bool],
) -> tuple[Grade, ...]:
    """Return the grades of all students, flagged where they are close to a limit.

    is_zero_of: whether a student without a submission gets 0 points, and whether a file that cannot be graded does.
    """
    from raftlab.batch.review_flags import flag_boundaries

    is_absent_zero, is_unreadable_zero = is_zero_of
    grades = make_grades(entries, results, is_unreadable_zero=is_unreadable_zero)
    flagged = flag_boundaries(grades, tuple(limits), BOUNDARY_DISTANCE)
    return flagged + grade_absentees(gradable.absentees, flagged, as_zero=is_absent_zero)


def print_status_counts(grades: Sequence[Grade], output_folder: Path) -> None:
    """Print how many students have each status, and where the table is."""
    from raftlab.batch.exports.grade_feedback import latest_grades

    latest = latest_grades(grades)
    counts = Counter[str](grade.fate for grade in latest)
    status_counts = ", ".join(f"{count} {fate}" for fate, count in sorted(counts.items()))
    say(f"{count_text(len(latest), 'student')}: {status_counts}")
    unreadable = [one_line(grade.person.key) for grade in latest if grade.fate == "unreadable"]
    if unreadable:
        say(f"unreadable, the table says why: {names_text(unreadable)}; decide with `raftlab override`")
    say(f"table  {printable_path(output_folder / 'grades.csv')}")


def exit_code_for(status_counts: Mapping[str, int]) -> int:
    """Return the exit code for the fates of those without a score, and say what to do about them."""
    if failed := status_counts.get("kit error", 0):
        warn(f"the kit failed on {failed}: they get no score instead of a zero; the messages in the table say why")
        return KIT_FAILED
    retries = [f"{status_counts[fate]} {fate}" for fate in RETRY_STATUSES if status_counts.get(fate)]
    if retries:
        warn(f"without a score: {', '.join(retries)}; the messages in the table say what to fix; then run this again")
    return NOT_GRADED if retries else DONE


def save_class_grades(
    scene: Scene, student_grades: tuple[Grade, ...], output_folder: Path, db: str | None, settings: GradingSettings
) -> tuple[Grade, ...]:
    """Store the class and write its table; return the grades with all edits."""
    from raftlab.batch.final_grades import save_class_and_grades
    from raftlab.batch.staff_edit_log import redact_password

    database = redact_password(db)
    facts = (scene.id, scene.title, settings.kit_version, settings.seed, settings.minimum_level)
    results = ClassResults("", *facts, database, student_grades, safety_limit_percent=scene.safety_limit_percent)
    final = save_class_and_grades(output_folder, results, db)
    for edit in final.unmatched_edits:
        warn(f"{unmatched_edit_text(edit)}; it is kept")
    return final.grades


def add_similarity_flags(
    kit: Kit,
    scene: Scene,
    entries: tuple[SubmissionEntry, ...],
    output_folder: Path,
    minimum_percent: float | None,
    earlier_path: Path | None,
) -> tuple[SubmissionEntry, ...]:
    """Return the entries with notes on similar ones, and write the pages; unchanged without --similar."""
    if minimum_percent is not None and scene.is_composed:
        raise UsageError("--similar compares the files of one scene; run it with --scene SCENE, for each scene")
    if minimum_percent is None:
        if earlier_path is not None:
            raise UsageError("--against needs --similar PERCENT")
        return entries
    from raftlab.batch.similarity.class_similarity import SIMILAR_NOTE, SIMILARITY_FOLDER, flag_similar_entries

    earlier = read_earlier_submissions(scene, earlier_path)
    folder = output_folder / SIMILARITY_FOLDER
    entries, too_short = flag_similar_entries(kit, scene, entries, folder, minimum_percent, earlier)
    similar_count = sum(any(note.startswith(f"{SIMILAR_NOTE} to ") for note in entry.notes) for entry in entries)
    say(f"{similar_count} similar to another: {printable_path(output_folder / SIMILARITY_FOLDER / 'index.html')}")
    if too_short:
        say(f"{too_short} files have too little code of their own to compare, without the skeleton and common code")
    return entries


def print_preflight(entries: tuple[SubmissionEntry, ...]) -> int:
    """Print what the checks before grading found; return the exit code."""
    for entry in entries:
        for finding in (entry.error_text, *entry.notes):
            if finding:
                say(f"{one_line(entry.key):<30} {finding}")
    return 0


def require_jail_level(minimum_level: str, *, is_local: bool) -> None:
    """Refuse to grade other people's code if the measured jail is weaker than `minimum_level`. UsageError.

    On a cluster each worker measures its own jail, and the result says if it was too weak.
    """
    from raftlab.worker.measure_isolation import LEVEL_MEANINGS, measure_level, require_level

    if minimum_level not in LEVEL_MEANINGS or minimum_level == "L0":
        raise UsageError(
            f"--allow-level {minimum_level}: not a jail level; the levels are L1, L2 and L3 (`raftlab doctor`)"
        )
    if is_local:
        require_level(measure_level().level, minimum_level)
