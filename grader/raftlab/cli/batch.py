"""`raftlab batch`: a class at a time."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from raftlab.batch.extra import need
from raftlab.batch.ingest.classes import ingest
from raftlab.batch.ingest.times import read_time
from raftlab.batch.preflight import preflight
from raftlab.batch.records import Entry, Grade, Job, Outcome
from raftlab.batch.roll import Roll
from raftlab.batch.roster import matched, read_roster, unmatched_text
from raftlab.batch.table import grades
from raftlab.cli.arguments import Seed
from raftlab.cli.console import bar, say, warn
from raftlab.errors import UsageFault
from raftlab.kit import Kit, Scene, find_kit
from raftlab.notes import write_whole
from raftlab.workspace import shown

KIT_FAILED = 3


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
    seed: Seed = 0,
) -> int:
    """Grade a class. Run it again, after a kill too: what is graded stays, and only the rest is graded.

    \b
    Example: raftlab batch submissions.zip --scene scene05 --out graded --roster class.csv
    """
    need("sqlalchemy", "SQLAlchemy", "raftlab batch")
    kit = find_kit()
    scene = kit.scene(scene_id)
    entries = read_class(kit, scene, path, layout, due, roster, out)
    if look:
        return tell_preflight(entries)
    must_be_safe(allow_level)
    outcomes = graded(kit, scene, entries, out, jobs or os.cpu_count() or 1, db, allow_level, seed)
    told = settle(kit, scene, grades(entries, outcomes), out, db, allow_level, seed)
    fates = Counter(grade.fate for grade in told)
    say(f"{len(told)} students: {', '.join(f'{count} {fate}' for fate, count in sorted(fates.items()))}")
    say(f"table  {shown(out / 'grades.csv')}")
    return KIT_FAILED if fates["kit error"] else 0


def settle(
    kit: Kit, scene: Scene, told: tuple[Grade, ...], out: Path, db: str | None, least: str, seed: int
) -> tuple[Grade, ...]:
    """Keep the class for what comes after the grading, and write its table; return the grades with all edits."""
    from raftlab.batch.edit_log import without_password
    from raftlab.batch.settled import settle_batch
    from raftlab.batch.task import kit_version

    version = kit_version(kit, scene)
    roll = Roll("", scene.id, scene.title, version, seed, least, without_password(db), told)
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
    return preflight(kit, scene, entries)


def tell_preflight(entries: tuple[Entry, ...]) -> int:
    """Say what was found before grading; return the exit code."""
    for entry in entries:
        for finding in (entry.fault, *entry.notes):
            if finding:
                say(f"{ascii(entry.key)[1:-1]:<30} {finding}")
    return 0


def must_be_safe(least: str) -> None:
    """Refuse to grade strangers' code where the jail that was measured is weaker than `least`."""
    from raftlab.worker.level import demand, measure

    demand(measure().level, least)


def graded(
    kit: Kit, scene: Scene, entries: tuple[Entry, ...], out: Path, processes: int, db: str | None, least: str, seed: int
) -> dict[str, Outcome]:
    """Grade what is not graded yet, keep each outcome at once, and return all by the text's digest."""
    from raftlab.batch.run import run_all
    from raftlab.batch.store import Store
    from raftlab.batch.task import kit_version

    version = kit_version(kit, scene)
    texts = {entry.sha256: entry for entry in entries if entry.source and not entry.fault}
    with Store(db) if db else Store.beside(out) as store, bar("grading") as move:
        outcomes = store.known(scene.id, version, seed, least)
        jobs = [
            Job(scene.id, scene.file, text.source.decode("utf-8-sig"), digest, version, seed, least, 900.0)
            for digest, text in texts.items()
            if digest not in outcomes
        ]
        say(f"{len(texts)} texts, {len(texts) - len(jobs)} graded before")
        done = 0

        def on_outcome(job: Job, outcome: Outcome) -> None:
            nonlocal done
            done += 1
            store.keep(job, outcome)
            outcomes[job.sha256] = outcome
            points = f" {outcome.result.score} of {outcome.result.max}" if outcome.result else ""
            move(done, len(jobs), f"{ascii(texts[job.sha256].key)[1:-1]}: {outcome.fate}{points}")

        run_all(kit.root, jobs, processes, on_outcome)
    return outcomes
