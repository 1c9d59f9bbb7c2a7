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
from raftlab.batch.models import ClassEntry, Grade, GradingSettings
from raftlab.batch.optional_packages import import_optional
from raftlab.cli.support.arguments import Seed
from raftlab.cli.support.class_entries import ABSENT_SCORES, grade_absentees, parse_absent_score, read_class
from raftlab.cli.support.console import say, warn
from raftlab.cli.support.output_files import explain_write_errors
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene, find_kit
from raftlab.submission_reader import printable_path

DONE, NOT_GRADED, KIT_FAILED = 0, 2, 3
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
    float, typer.Option("--limit", metavar="S", min=1, help="Stop a grading after so many seconds.")
]
SimilarityOption = Annotated[
    float | None,
    typer.Option(
        "--similar", metavar="PERCENT", min=1, max=100, help="Report copies: pairs that are at least this similar."
    ),
]
BoundariesOption = Annotated[
    str | None,
    typer.Option("--boundaries", metavar="P,P…", help="Flag students within one point of these percentages."),
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
    layout: LayoutOption = None,
    preflight_only: PreflightOption = False,
    allow_level: AllowLevel = "L2",
    resume: ResumeOption = False,
    dask: DaskOption = None,
    second_seed: SecondSeed = None,
    limit_s: LimitOption = 900,
    similarity_percent: SimilarityOption = None,
    boundaries: BoundariesOption = None,
    absent: AbsentOption = ABSENT_SCORES[0],
    seed: Seed = 0,
) -> int:
    """Grade the submissions of a class.

    Run it again after an interruption: it keeps what is graded and grades the rest.

    Exit code 0: every submission has a final result (an unreadable file is one); 2: some could not be graded here;
    3: the kit failed.

    \b
    Example: raftlab batch submissions.zip --scene scene05 --out graded --roster class.csv
             raftlab batch submissions.zip --scene scene05 --out graded --similar 80 --boundaries 50,75
             raftlab batch submissions.zip --scene scene05 --out graded --dask tcp://head:8786
    """
    import_optional("sqlalchemy", "SQLAlchemy", "raftlab batch")
    from raftlab.batch.cache_key import kit_version
    from raftlab.batch.final_grades import require_matching_folder
    from raftlab.batch.review_flags import flag_boundaries
    from raftlab.cli.support.class_grading import GradingSetup, grade_entries, parse_numbers

    kit = find_kit()
    scene = kit.scene(scene_id)
    require_matching_folder(output_folder, scene.id, db)
    limits = parse_numbers(boundaries, "--boundaries")
    is_absent_zero = parse_absent_score(absent)
    with explain_write_errors(output_folder, "--out"):
        entries, absentees = read_class(kit, scene, path, layout, due_time, roster, output_folder)
        entries = flag_similar(kit, scene, entries, output_folder, similarity_percent)
        if preflight_only:
            return print_preflight(entries)
        require_jail_level(allow_level, is_local=dask is None)
        settings = GradingSettings(kit_version(kit, scene), seed, second_seed, allow_level, limit_s)
        setup = GradingSetup(output_folder, db, dask, jobs or os.cpu_count() or 1, resume)
        results = grade_entries(kit, scene, entries, settings, setup)
        flagged = flag_boundaries(make_grades(entries, results), limits, BOUNDARY_DISTANCE)
        flagged += grade_absentees(absentees, flagged, as_zero=is_absent_zero)
        grades = save_class_grades(scene, flagged, output_folder, db, settings)
    print_status_counts(grades, output_folder)
    return exit_code_for(Counter[str](grade.fate for grade in grades if grade.score is None))


def print_status_counts(grades: Sequence[Grade], output_folder: Path) -> None:
    """Print how many students have each status, and where the table is."""
    counts = Counter[str](grade.fate for grade in grades)
    say(f"{len(grades)} students: {', '.join(f'{count} {fate}' for fate, count in sorted(counts.items()))}")
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
    from raftlab.batch.edit_log import redact_password
    from raftlab.batch.final_grades import save_final_grades

    database = redact_password(db)
    results = ClassResults(
        "", scene.id, scene.title, settings.kit_version, settings.seed, settings.minimum_level, database, student_grades
    )
    final = save_final_grades(output_folder, results, db)
    for edit in final.unmatched_edits:
        warn(f"{edit.kind} for {edit.person.key} by {edit.by} matches no one in this class; it is kept")
    return final.grades


def flag_similar(
    kit: Kit, scene: Scene, entries: tuple[ClassEntry, ...], output_folder: Path, minimum_percent: float | None
) -> tuple[ClassEntry, ...]:
    """Return the entries with notes on similar ones, and write the pages; unchanged without --similar."""
    if minimum_percent is None:
        return entries
    from raftlab.batch.similarity.class_similarity import SIMILAR_NOTE, SIMILARITY_FOLDER, flag_similar_entries

    entries, too_short = flag_similar_entries(kit, scene, entries, output_folder / SIMILARITY_FOLDER, minimum_percent)
    similar_count = sum(any(note.startswith(f"{SIMILAR_NOTE} to ") for note in entry.notes) for entry in entries)
    say(f"{similar_count} similar to another: {printable_path(output_folder / SIMILARITY_FOLDER / 'index.html')}")
    if too_short:
        say(f"{too_short} files have too little code of their own to compare, without the skeleton and common code")
    return entries


def print_preflight(entries: tuple[ClassEntry, ...]) -> int:
    """Print what the checks before grading found; return the exit code."""
    for entry in entries:
        for finding in (entry.error_text, *entry.notes):
            if finding:
                say(f"{ascii(entry.key)[1:-1]:<30} {finding}")
    return 0


def require_jail_level(minimum_level: str, *, is_local: bool) -> None:
    """Refuse to grade other people's code if the measured jail is weaker than `minimum_level`. UsageError.

    On a cluster each worker measures its own jail, and the result says if it was too weak.
    """
    from raftlab.worker.isolation_level import LEVEL_MEANINGS, measure_level, require_level

    if minimum_level not in LEVEL_MEANINGS or minimum_level == "L0":
        raise UsageError(
            f"--allow-level {minimum_level}: not a jail level; the levels are L1, L2 and L3 (`raftlab doctor`)"
        )
    if is_local:
        require_level(measure_level().level, minimum_level)
