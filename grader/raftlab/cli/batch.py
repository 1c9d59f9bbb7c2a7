"""`raftlab batch`: a class at a time."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from raftlab.batch.class_results import ClassResults
from raftlab.batch.grades_table import make_grades
from raftlab.batch.ingest.class_reader import ingest_class
from raftlab.batch.ingest.timestamps import parse_time
from raftlab.batch.models import ClassEntry, Grade, GradingSettings
from raftlab.batch.optional_packages import import_optional
from raftlab.batch.preflight import preflight
from raftlab.batch.roster import absent_students, match_entries, people_csv, read_roster, unmatched_csv
from raftlab.cli.support.arguments import Seed
from raftlab.cli.support.class_folder import explain_write_errors
from raftlab.cli.support.console import say, warn
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene, find_kit
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path

DONE, NOT_GRADED, KIT_FAILED = 0, 2, 3
RETRY_STATUSES = ("timed out", "unsafe level", "waiting")
"""Fates that leave a student without a score by no fault of theirs: the batch is not done."""
ABSENT_FILE = "absent.csv"
BOUNDARY_DISTANCE = 1.0
"""How near to a grade's boundary is near, in points of a hundred."""


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("batch")(batch)


def batch(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder or zip that your platform exported.")],
    scene_id: Annotated[str, typer.Option("--scene", metavar="SCENE", help="The scene that it answers.")],
    output_folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where grades.csv and batch.db go.")],
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Processes; 0: one for each core.")] = 0,
    roster: Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="The class list.")] = None,
    db: Annotated[str | None, typer.Option("--db", metavar="URL", help="A database other than DIR/batch.db.")] = None,
    due_time: Annotated[str | None, typer.Option("--due", metavar="TIME", help="What came later is late.")] = None,
    layout: Annotated[str | None, typer.Option("--layout", metavar="NAME", help="Default: found out.")] = None,
    preflight_only: Annotated[
        bool, typer.Option("--preflight", help="Only say what can be said before grading.")
    ] = False,
    allow_level: Annotated[str, typer.Option("--allow-level", metavar="L", help="The weakest jail allowed.")] = "L2",
    resume: Annotated[
        bool, typer.Option("--resume", help="Only go on with what DIR was begun with: same scene, kit and seeds.")
    ] = False,
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="ADDRESS", help="Grade on the cluster of this Dask scheduler.")
    ] = None,
    second_seed: Annotated[
        int | None, typer.Option("--second-seed", metavar="N", min=0, help="Grade twice; flaky where they disagree.")
    ] = None,
    limit_s: Annotated[
        float, typer.Option("--limit", metavar="S", min=1, help="Stop a grading after so many seconds.")
    ] = 900,
    similarity_percent: Annotated[
        float | None,
        typer.Option("--similar", metavar="PERCENT", min=1, max=100, help="Look for copies at least so much alike."),
    ] = None,
    boundaries: Annotated[
        str | None,
        typer.Option("--boundaries", metavar="P,P…", help="Flag who is within a point of these percentages."),
    ] = None,
    seed: Seed = 0,
) -> int:
    """Grade a class. Run it again, after a kill too: what is graded stays, and only the rest is graded.

    Exit code 0: each has a fate that stands (unreadable is one); 2: some could not be graded here; 3: the kit failed.

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
    with explain_write_errors(output_folder, "--out"):
        entries = read_class(kit, scene, path, layout, due_time, roster, output_folder)
        entries = flag_similar(kit, scene, entries, output_folder, similarity_percent)
        if preflight_only:
            return print_preflight(entries)
        require_jail_level(allow_level, is_local=dask is None)
        orders = GradingSettings(kit_version(kit, scene), seed, second_seed, allow_level, limit_s)
        place = GradingSetup(output_folder, db, dask, jobs or os.cpu_count() or 1, resume)
        outcomes = grade_entries(kit, scene, entries, orders, place)
        found = flag_boundaries(make_grades(entries, outcomes), limits, BOUNDARY_DISTANCE)
        told = save_class_grades(scene, found, output_folder, db, orders)
    fates = Counter[str](grade.fate for grade in told)
    say(f"{len(told)} students: {', '.join(f'{count} {fate}' for fate, count in sorted(fates.items()))}")
    say(f"table  {printable_path(output_folder / 'grades.csv')}")
    return exit_code_for(Counter[str](grade.fate for grade in told if grade.score is None))


def exit_code_for(status_counts: Mapping[str, int]) -> int:
    """Return the exit code where so many without a score came to each fate, and say what is still to be done."""
    if failed := status_counts.get("kit error", 0):
        warn(f"the kit failed on {failed}: no one gets a zero for that; the messages in the table tell why")
        return KIT_FAILED
    again = [f"{status_counts[fate]} {fate}" for fate in RETRY_STATUSES if status_counts.get(fate)]
    if again:
        warn(f"without a score: {', '.join(again)}; the messages in the table tell what to mend; then run this again")
    return NOT_GRADED if again else DONE


def save_class_grades(
    scene: Scene, student_grades: tuple[Grade, ...], output_folder: Path, db: str | None, orders: GradingSettings
) -> tuple[Grade, ...]:
    """Keep the class for what comes after the grading, and write its table; return the grades with all edits."""
    from raftlab.batch.edit_log import redact_password
    from raftlab.batch.final_grades import save_final_grades

    database = redact_password(db)
    roll = ClassResults(
        "", scene.id, scene.title, orders.kit_version, orders.seed, orders.minimum_level, database, student_grades
    )
    settled = save_final_grades(output_folder, roll, db)
    for edit in settled.unmatched_edits:
        warn(f"{edit.kind} for {edit.person.key} by {edit.by} finds no one in this class; it is kept")
    return settled.grades


def read_class(
    kit: Kit,
    scene: Scene,
    path: Path,
    layout: str | None,
    due_time: str | None,
    roster: Path | None,
    output_folder: Path,
) -> tuple[ClassEntry, ...]:
    """Return the class, matched to its roster and looked through. UsageError for what cannot be read."""
    limit = parse_time(due_time) if due_time else None
    if due_time and limit is None:
        raise UsageError(f"--due {due_time}: no time; write it as 2026-11-23T18:00+01:00")
    found = ingest_class(scene, path, layout_name=layout, due_time=limit)
    say(f"{len(found.entries)} submissions, laid out as {found.layout}")
    entries = found.entries
    if roster is not None:
        unmatched = output_folder / "unmatched.csv"
        known = read_roster(roster, unmatched)
        entries, strangers = match_entries(entries, known)
        write_atomically(unmatched, unmatched_csv(strangers, known.manual_matches).encode())
        if strangers:
            say(
                f"{len(strangers)} not on the roster: write who they are into {printable_path(unmatched)} and run this again"
            )
        if missing := absent_students(known, entries):
            write_atomically(output_folder / ABSENT_FILE, people_csv(missing).encode())
            say(f"{len(missing)} of the roster handed nothing in: {printable_path(output_folder / ABSENT_FILE)}")
        else:
            (output_folder / ABSENT_FILE).unlink(missing_ok=True)
    return preflight(kit, scene, entries)


def flag_similar(
    kit: Kit, scene: Scene, entries: tuple[ClassEntry, ...], output_folder: Path, minimum_percent: float | None
) -> tuple[ClassEntry, ...]:
    """Return the entries, each with whom it is like, and write the pages of it; unchanged where that is not wanted."""
    if minimum_percent is None:
        return entries
    from raftlab.batch.similarity.class_similarity import SIMILAR_NOTE, SIMILARITY_FOLDER, flag_similar_entries

    entries, too_short = flag_similar_entries(kit, scene, entries, output_folder / SIMILARITY_FOLDER, minimum_percent)
    found = sum(any(note.startswith(f"{SIMILAR_NOTE} to ") for note in entry.notes) for entry in entries)
    say(f"{found} like another: {printable_path(output_folder / SIMILARITY_FOLDER / 'index.html')}")
    if too_short:
        say(f"{too_short} texts have too little of their own to be compared, without what the task asks or many wrote")
    return entries


def print_preflight(entries: tuple[ClassEntry, ...]) -> int:
    """Say what was found before grading; return the exit code."""
    for entry in entries:
        for finding in (entry.error_text, *entry.notes):
            if finding:
                say(f"{ascii(entry.key)[1:-1]:<30} {finding}")
    return 0


def require_jail_level(minimum_level: str, *, is_local: bool) -> None:
    """Refuse to grade strangers' code where the jail that was measured is weaker than `least`.

    Elsewhere than here each worker measures its own, and the outcome says where it was too weak.
    """
    from raftlab.worker.isolation_level import LEVEL_MEANINGS, measure_level, require_level

    if minimum_level not in LEVEL_MEANINGS or minimum_level == "L0":
        raise UsageError(
            f"--allow-level {minimum_level}: no level of a jail; there are L1, L2 and L3 (`raftlab doctor`)"
        )
    if is_local:
        require_level(measure_level().level, minimum_level)
