"""`raftlab dev mutate` and `raftlab dev needed`: do the checks of a scene see every mistake, and is each needed?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import UsageError
from raftlab.state_dir import write_atomically
from raftlab.submission_reader import printable_path


def mutate(
    scene_id: Annotated[
        str | None, typer.Argument(metavar="SCENE", help="Default: every scene.", show_default=False)
    ] = None,
    seeds: Annotated[
        int, typer.Option("--seeds", metavar="N", min=1, help="A check that depends on the seed must fail on all.")
    ] = 1,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Processes; 0: one for each core.")] = 0,
    write: Annotated[
        bool, typer.Option("--write", help="Write the figures to reference/SCENE/mutation.toml, for the kill table.")
    ] = False,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the result of every mutant as JSON.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Run no scenarios and searches for the mutants of equivalent.toml.")
    ] = False,
    forgets: Annotated[
        bool, typer.Option("--again", help="Forget what earlier runs found out, and grade all.")
    ] = False,
) -> int:
    """Change the reference in every small way, and list the changes that no check notices.

    The survivors that are right answers belong into reference/SCENE/equivalent.toml, with the reason. A run that was
    stopped goes on where it stopped.

    \b
    Example: raftlab dev mutate scene02
             raftlab dev mutate scene05 --seeds 5 --write --json mutants.json
    """
    from datetime import date

    from raftlab import __version__
    from raftlab.authoring.mutation_cache import MutationCache
    from raftlab.authoring.mutation_report import mutation_json, mutation_lines
    from raftlab.authoring.mutation_run import run_mutation
    from raftlab.authoring.mutation_score import make_record, read_equivalents, record_path, record_toml

    kit = find_staff_kit()
    scenes = [kit.scene(scene_id)] if scene_id else [scene for scene in kit.scenes if scene.layer_class]
    for scene in scenes:
        if not scene.layer_class:
            raise UsageError(f"{scene.id}: its file is no code, so it has no one-token mutants")
    is_sound, reports = True, []
    for scene in scenes:
        memory = MutationCache(kit, scene, forgets=forgets)
        with progress_bar("mutating") as move:
            fates = run_mutation(kit, scene, seeds, jobs, move, memory, read_equivalents(kit, scene) if quick else ())
        record = make_record(kit, scene, fates, seeds, date.today().isoformat(), __version__, quick=quick)
        for line in mutation_lines(kit, scene, fates, record):
            say(line)
        if write:
            write_atomically(record_path(kit, scene), record_toml(record).encode())
            say(f"wrote  {printable_path(record_path(kit, scene))}")
        reports += mutation_json(scene, fates)
        is_sound = is_sound and not record.survivors
    if json is not None:
        write_atomically(json, msgspec.json.format(msgspec.json.encode(reports), indent=1) + b"\n")
    return 0 if is_sound else 1


def needed(
    scene_id: Annotated[
        str | None, typer.Argument(metavar="SCENE", help="Default: every scene.", show_default=False)
    ] = None,
    tries_all: Annotated[
        bool, typer.Option("--all", help="Count every mutant, not only the first that shows a check to be needed.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Processes; 0: one for each core.")] = 0,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write reference/SCENE/needed.toml, and docs/design/NEEDED.md of them all."),
    ] = False,
    json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the table as JSON.")] = None,
) -> int:
    """Show which checks are needed: for each, a mutant that no other check fails.

    \b
    Example: raftlab dev needed scene02
             raftlab dev needed --all --write --json needed.json
    """
    from raftlab.authoring.check_necessity import (
        NEEDED_PAGE,
        checks_redundant_without_engines,
        measure_necessity,
        mutant_count_by_check,
        necessity_markdown,
        necessity_path,
        necessity_toml,
        read_necessity,
        unneeded_checks,
    )
    from raftlab.authoring.kill_table import hidden_checks

    kit = find_staff_kit()
    scenes = [kit.scene(scene_id)] if scene_id else [scene for scene in kit.scenes if scene.layer_class]
    found_by_scene = {}
    for scene in scenes:
        with progress_bar("switching off") as move:
            found = measure_necessity(kit, scene, jobs, move, tries_all)
        found_by_scene[scene.id] = found
        count, overlapping = len(found.mutants_by_sole_check), checks_redundant_without_engines(found)
        needed_count = count - len(unneeded_checks(found))
        say(
            f"{scene.id}: {needed_count} of {count} checks are needed, {count - len(overlapping)} beside scenarios and "
            "searches"
        )
        for name in overlapping:
            say(f"      {name}: another check fails each of its mutants too")
        if write:
            write_atomically(necessity_path(kit, scene), necessity_toml(found).encode())
    if write:
        known = {each.id: told for each in kit.scenes if (told := read_necessity(kit, each))}
        named = {each: mutant_count_by_check(kit, kit.scene(each)) for each in known}
        page = necessity_markdown(known, named, hidden_checks(kit))
        write_atomically(kit.root / NEEDED_PAGE, page.encode())
    if json is not None:
        write_atomically(json, msgspec.json.format(msgspec.json.encode(found_by_scene), indent=1) + b"\n")
    return 1 if any(unneeded_checks(found) for found in found_by_scene.values()) else 0
