"""`raftlab dev check`: test scenes as a product is tested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from raftlab.cli.support.console import progress_bar, say
from raftlab.cli.support.staff_kit import find_staff_kit
from raftlab.errors import UsageError
from raftlab.kit import Kit, Scene
from raftlab.state_dir import write_atomically

if TYPE_CHECKING:
    from raftlab.authoring.scene_trials import TrialPlan
    from raftlab.authoring.scene_validation import SceneValidation

DEFAULT_SEEDS = 5
PEERS_ALONE = "--peers tries the same files each time: leave out SCENE, --only, --check and --write"
WRITE_ALONE = "--write needs every file, on the seeds from 0 on: give no other option but --seeds"
QUICK_ALONE = "--quick tries one seed: leave out --seeds and --in-turn, or --quick"
CHECK_WITHOUT_SCENE = "--check needs the scene of the check: `raftlab dev check SCENE --check NAME`"


def check(
    scene_id: Annotated[
        str | None, typer.Argument(metavar="SCENE", help="Default: every scene.", show_default=False)
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Try each file once, on one seed, and in the jail only if it must be.")
    ] = False,
    check_names: Annotated[
        list[str] | None,
        typer.Option("--check", metavar="NAME", help="Run only this check (repeatable), and the mutants that name it."),
    ] = None,
    seeds: Annotated[
        int | None,
        typer.Option("--seeds", metavar="N", min=1, help=f"How many seeds to run on. [default: {DEFAULT_SEEDS}]"),
    ] = None,
    from_seed: Annotated[int, typer.Option("--from-seed", metavar="N", min=0, help="The first of the seeds.")] = 0,
    only: Annotated[
        str, typer.Option("--only", metavar="TEXT", help="Try only mutants, variants and half answers named …TEXT….")
    ] = "",
    peers: Annotated[
        bool, typer.Option("--peers", help="Try only the wrong solutions of docs/design/peer_bugs.toml.")
    ] = False,
    in_turn: Annotated[bool, typer.Option("--in-turn", help="Run each variant on one of the seeds, in turn.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Processes; 0: one for each core.")] = 0,
    write: Annotated[bool, typer.Option("--write", help="Write the kill table to docs/design/KILLS.md.")] = False,
) -> int:
    """Test the scenes: skeletons, references, right and wrong solutions.

    With --quick a file whose result is not the expected one is tried again in the jail, and that result counts. What
    was not tried stands at the end.

    \b
    Example: raftlab dev check scene05
             raftlab dev check scene05 --quick --check explore_three
             raftlab dev check --seeds 200 --write
             raftlab dev check scene04 --only commit --seeds 10 --from-seed 5
             raftlab dev check --peers --seeds 5
    """
    from raftlab.authoring.peer_kit_mistakes import mistake_mutants, mistake_summary_lines, read_mistakes
    from raftlab.authoring.scene_trials import TrialPlan, resolve_check_names
    from raftlab.authoring.scene_validation import validate_scenes

    refuse_combinations(
        (peers and (scene_id or only or check_names or write), PEERS_ALONE),
        (write and (only or from_seed or quick or check_names), WRITE_ALONE),
        (quick and (in_turn or (seeds or 1) > 1), QUICK_ALONE),
        (check_names and not scene_id, CHECK_WITHOUT_SCENE),
    )
    kit = find_staff_kit()
    mistakes = read_mistakes(kit.root) if peers else []
    scenes = [kit.scene(scene_id)] if scene_id else list(kit.scenes)
    plan = TrialPlan(
        seeds or (1 if quick else DEFAULT_SEEDS),
        from_seed,
        variants_in_turn=in_turn,
        name_part=only,
        check_names=resolve_check_names(kit, scenes[0], check_names or ()),
        is_quick=quick,
        mutant_names=mistake_mutants(mistakes),
    )
    with progress_bar("checking") as move:
        inspection = validate_scenes(kit, scenes, plan, jobs, move)
    if only and not inspection.findings:
        raise UsageError(f"no mutant, variant or half answer of {scene_id or 'any scene'} has {only!r} in its name")
    if write:
        write_kill_table(kit, scenes, inspection)
    exit_code = print_inspection(kit, inspection, plan)
    for line in mistake_summary_lines(mistakes, inspection.kill_table, plan.seeds_text()) if peers else ():
        say(line)
    return exit_code


def refuse_combinations(*rules: tuple[object, str]) -> None:
    """Raise UsageError with the text of the first rule that applies."""
    for applies, text in rules:
        if applies:
            raise UsageError(text)


def print_inspection(kit: Kit, inspection: SceneValidation, plan: TrialPlan) -> int:
    """Print the findings, the kill table, and what the plan left out; return the exit code."""
    from raftlab.authoring.kill_table import kill_table_lines
    from raftlab.authoring.scene_lint import find_unknown_folders
    from raftlab.authoring.scene_trials import omitted_trial_texts

    findings = inspection.findings if plan.is_selective else [find_unknown_folders(kit), *inspection.findings]
    for finding in findings:
        say(f"{'FAIL' if finding.problems else 'ok  '}  {finding.scene:<9} {finding.claim}")
        for problem in finding.problems:
            say(f"      {problem}")
    for line in ["", *kill_table_lines(inspection.kill_table)] if inspection.kill_table and not plan.is_quick else []:
        say(line)
    faults = sum(len(finding.problems) for finding in findings)
    say(f"\n{faults} fault{'s' if faults > 1 else ''} found" if faults else "\nall sound")
    if omitted := omitted_trial_texts(plan):
        say("\n".join(["not tried:", *(f"  {part}" for part in omitted)]))
    return 1 if faults else 0


def write_kill_table(kit: Kit, scenes: list[Scene], inspection: SceneValidation) -> None:
    """Write the kill table as the page of the documentation."""
    from raftlab.authoring.kill_table import KILLS_PAGE, hidden_checks, kill_table_markdown
    from raftlab.authoring.mutation_score import read_record, score_text

    scores = {each.id: score_text(record) for each in scenes if (record := read_record(kit, each))}
    page = kill_table_markdown(inspection.kill_table, scores, hidden_checks(kit))
    write_atomically(kit.root / KILLS_PAGE, page.encode())
