"""`raftlab batch`: a class at a time."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from raftlab.batch.extra import need
from raftlab.batch.ingest.classes import ingest
from raftlab.batch.ingest.times import read_time
from raftlab.batch.preflight import preflight
from raftlab.batch.records import Entry, Grade, Orders
from raftlab.batch.roll import Roll
from raftlab.batch.roster import absent, matched, people_text, read_roster, unmatched_text
from raftlab.batch.table import grades
from raftlab.cli.arguments import Seed
from raftlab.cli.console import say, warn
from raftlab.cli.graded import writing_into
from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene, find_kit
from raftlab.notes import write_whole
from raftlab.workspace import shown

DONE, NOT_GRADED, KIT_FAILED = 0, 2, 3
TO_BE_RUN_AGAIN = ("timed out", "unsafe level", "waiting")
"""Fates that leave a student without a score by no fault of theirs: the batch is not done."""
ABSENT = "absent.csv"
BOUNDARY_WITHIN = 1.0
"""How near to a grade's boundary is near, in points of a hundred."""


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("batch")(batch)


def batch(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The folder or zip that your platform exported.")],
    scene_id: Annotated[str, typer.Option("--scene", metavar="SCENE", help="The scene that it answers.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where grades.csv and batch.db go.")],
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Processes; 0: one for each core.")] = 0,
    roster: Annotated[Path | None, typer.Option("--roster", metavar="CSV", help="The class list.")] = None,
    db: Annotated[str | None, typer.Option("--db", metavar="URL", help="A database other than DIR/batch.db.")] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="TIME", help="What came later is late.")] = None,
    layout: Annotated[str | None, typer.Option("--layout", metavar="NAME", help="Default: found out.")] = None,
    look: Annotated[bool, typer.Option("--preflight", help="Only say what can be said before grading.")] = False,
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
    similar: Annotated[
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
    need("sqlalchemy", "SQLAlchemy", "raftlab batch")
    from raftlab.batch.judgement import kit_version
    from raftlab.batch.settled import must_fit
    from raftlab.batch.signs import with_boundaries
    from raftlab.cli.grading import Place, graded, numbers

    kit = find_kit()
    scene = kit.scene(scene_id)
    must_fit(out, scene.id, db)
    limits = numbers(boundaries, "--boundaries")
    with writing_into(out, "--out"):
        entries = read_class(kit, scene, path, layout, due, roster, out)
        entries = told_alike(kit, scene, entries, out, similar)
        if look:
            return tell_preflight(entries)
        must_be_safe(allow_level, here=dask is None)
        orders = Orders(kit_version(kit, scene), seed, second_seed, allow_level, limit_s)
        place = Place(out, db, dask, jobs or os.cpu_count() or 1, resume)
        outcomes = graded(kit, scene, entries, orders, place)
        found = with_boundaries(grades(entries, outcomes), limits, BOUNDARY_WITHIN)
        told = settle(scene, found, out, db, orders)
    fates = Counter[str](grade.fate for grade in told)
    say(f"{len(told)} students: {', '.join(f'{count} {fate}' for fate, count in sorted(fates.items()))}")
    say(f"table  {shown(out / 'grades.csv')}")
    return code_of(Counter[str](grade.fate for grade in told if grade.score is None))


def code_of(fates: Mapping[str, int]) -> int:
    """Return the exit code where so many without a score came to each fate, and say what is still to be done."""
    if failed := fates.get("kit error", 0):
        warn(f"the kit failed on {failed}: no one gets a zero for that; the messages in the table tell why")
        return KIT_FAILED
    again = [f"{fates[fate]} {fate}" for fate in TO_BE_RUN_AGAIN if fates.get(fate)]
    if again:
        warn(f"without a score: {', '.join(again)}; the messages in the table tell what to mend; then run this again")
    return NOT_GRADED if again else DONE


def settle(scene: Scene, told: tuple[Grade, ...], out: Path, db: str | None, orders: Orders) -> tuple[Grade, ...]:
    """Keep the class for what comes after the grading, and write its table; return the grades with all edits."""
    from raftlab.batch.edit_log import without_password
    from raftlab.batch.settled import settle_batch

    database = without_password(db)
    roll = Roll("", scene.id, scene.title, orders.kit, orders.seed, orders.least_level, database, told)
    settled = settle_batch(out, roll, db)
    for edit in settled.strays:
        warn(f"{edit.kind} for {edit.person.key} by {edit.by} finds no one in this class; it is kept")
    return settled.grades


def read_class(
    kit: Kit, scene: Scene, path: Path, layout: str | None, due: str | None, roster: Path | None, out: Path
) -> tuple[Entry, ...]:
    """Return the class, matched to its roster and looked through. UsageFault for what cannot be read."""
    limit = read_time(due) if due else None
    if due and limit is None:
        raise UsageFault(f"--due {due}: no time; write it as 2026-11-23T18:00+01:00")
    found = ingest(scene, path, layout=layout, due=limit)
    say(f"{len(found.entries)} submissions, laid out as {found.layout}")
    entries = found.entries
    if roster is not None:
        unmatched = out / "unmatched.csv"
        known = read_roster(roster, unmatched)
        entries, strangers = matched(entries, known)
        write_whole(unmatched, unmatched_text(strangers, known.mended).encode())
        if strangers:
            say(f"{len(strangers)} not on the roster: write who they are into {shown(unmatched)} and run this again")
        if missing := absent(known, entries):
            write_whole(out / ABSENT, people_text(missing).encode())
            say(f"{len(missing)} of the roster handed nothing in: {shown(out / ABSENT)}")
        else:
            (out / ABSENT).unlink(missing_ok=True)
    return preflight(kit, scene, entries)


def told_alike(kit: Kit, scene: Scene, entries: tuple[Entry, ...], out: Path, least: float | None) -> tuple[Entry, ...]:
    """Return the entries, each with whom it is like, and write the pages of it; unchanged where that is not wanted."""
    if least is None:
        return entries
    from raftlab.batch.similarity.look import FOLDER, SIMILAR, look

    entries, too_short = look(kit, scene, entries, out / FOLDER, least)
    found = sum(any(note.startswith(f"{SIMILAR} to ") for note in entry.notes) for entry in entries)
    say(f"{found} like another: {shown(out / FOLDER / 'index.html')}")
    if too_short:
        say(f"{too_short} texts have too little of their own to be compared, without what the task asks or many wrote")
    return entries


def tell_preflight(entries: tuple[Entry, ...]) -> int:
    """Say what was found before grading; return the exit code."""
    for entry in entries:
        for finding in (entry.fault, *entry.notes):
            if finding:
                say(f"{ascii(entry.key)[1:-1]:<30} {finding}")
    return 0


def must_be_safe(least: str, *, here: bool) -> None:
    """Refuse to grade strangers' code where the jail that was measured is weaker than `least`.

    Elsewhere than here each worker measures its own, and the outcome says where it was too weak.
    """
    from raftlab.worker.level import MEANING, demand, measure

    if least not in MEANING or least == "L0":
        raise UsageFault(f"--allow-level {least}: no level of a jail; there are L1, L2 and L3 (`raftlab doctor`)")
    if here:
        demand(measure().level, least)
