"""`raftlab storm`: clients and real faults against your own servers, and the verdict on what happened."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from raftlab.cli.support.cluster_options import (
    ClusterChoices,
    add_cluster_options,
    end_on_sigterm,
    kit_layers,
    lock_cluster_data,
    prepare_cluster_plan,
    require_packages,
)
from raftlab.cli.support.console import progress_bar, say, say_wrapped
from raftlab.errors import UsageError
from raftlab.kit import Kit, find_kit

if TYPE_CHECKING:
    from raftlab.cluster.cluster_plan import ClusterPlan
    from raftlab.cluster.storm import StormRun
    from raftlab.cluster.storm_schedule import PlannedFault
    from raftlab.cluster.storm_verdict import StormVerdict

STORM_SNAPSHOT_ENTRIES = 400
SOMETHING_WRONG, NOT_DECIDED = 1, 2
MAX_WIDTH = 110


@add_cluster_options(snapshot_entries=STORM_SNAPSHOT_ENTRIES)
def storm(
    *,
    choices: ClusterChoices,
    seconds: Annotated[float, typer.Option("--seconds", metavar="N", min=1, max=3600, help="How long it lasts.")] = 60,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="It decides the faults and the calls.")] = 0,
    rate: Annotated[float, typer.Option("--rate", metavar="N", min=1, max=1000, help="Calls a second.")] = 100,
    faults: Annotated[
        Path | None, typer.Option("--faults", metavar="FILE", help="The faults of this file in the place of a seed's.")
    ] = None,
    kernel_network: Annotated[
        bool,
        typer.Option("--kernel-network", help="Cut links in the kernel, in a network of its own. Needs root."),
    ] = False,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="FOLDER", help="Default: .raftlab/cluster/storm-SEED.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Test your running servers with real clients and real faults.

    Servers are killed with kill -9, paused, cut off, delayed; their disks stall and fail; their clocks run fast and
    slow. The seed decides when; how the processes answer is real, and differs from run to run. Afterwards every call of
    every client is checked for one order that explains all answers. The journals of the servers run again in the
    simulator: each event must have the same effects there, and no property of the paper may be broken. The data of an
    earlier storm in the folder is removed. Your code runs without a jail: never run a stranger's.

    \b
    --faults FILE: one fault a line, TIME FAULT SERVER [for SECONDS] [by SIZE], such as
      2.0  kill   leader  for 1.5
      3.5  delay  S2      for 2 by 100
      6    wipe   S3      for 1         Raft does not promise to survive a lost disk
    kill pause isolate one-way delay stall disk clock jump wipe; and what an operator
    asks of the leader: learner voter remove compact.

    \b
    Exit codes: 0 nothing wrong, 1 something wrong, 2 not decided, or wrong usage.

    \b
    Examples:
      raftlab storm --seconds 60 --seed 7
      raftlab storm --seconds 20 --reference --layer scene05=my_commit.py
      raftlab replay .raftlab/cluster/storm-7
    """
    require_packages()
    from raftlab.cluster.link_cutter import enter_network_namespace
    from raftlab.cluster.storm import require_call_limit
    from raftlab.cluster.storm_verdict import write_storm_files

    require_call_limit(seconds, rate)
    end_on_sigterm()
    folder = data or Path(".raftlab/cluster") / f"storm-{seed}"
    planned = plan_faults(faults, seed, seconds, choices)
    peer_hosts = enter_network_namespace(choices.servers + choices.spares) if kernel_network else ()
    kit = find_kit()
    with lock_cluster_data(folder, is_fresh=True):
        plan = prepare_cluster_plan(folder, kit, choices, peer_hosts=peer_hosts)
        if not json:
            say_wrapped(f"storm {seed}: {len(plan.names)} servers, {seconds:g} s; layers: {plan.layer_text}")
            say_wrapped(
                f"  links are cut by {'the kernel, in a network of its own' if kernel_network else 'the nodes'}"
            )
        run = run_storm_with_progress(folder, plan, planned, seed, seconds, rate)
        verdict = judge_run(folder, plan, run, kit)
        commands = (*write_storm_files(folder, run, verdict), f"raftlab replay {folder}")
    if json:
        say(msgspec.json.encode(verdict_json(seed, run, verdict)).decode())
    else:
        print_verdict(run, verdict)
        for command in commands:
            say_wrapped(f"  {command}")
    raise typer.Exit(exit_code(run, verdict))


def plan_faults(file: Path | None, seed: int, seconds: float, choices: ClusterChoices) -> tuple[PlannedFault, ...]:
    """Return the faults of a file, else those of a seed. UsageError for a mistake in the file."""
    from raftlab.cluster.cluster_plan import server_names
    from raftlab.cluster.storm_fault_file import read_fault_file
    from raftlab.cluster.storm_schedule import plan_storm

    if file is not None:
        return read_fault_file(file, server_names(choices.servers + choices.spares))
    return plan_storm(seed, seconds, choices.servers)


def run_storm_with_progress(
    folder: Path, plan: ClusterPlan, faults: Sequence[PlannedFault], seed: int, seconds: float, rate: float
) -> StormRun:
    """Return what happened in a storm. UsageError if a server ended by itself: a layer raised."""
    from raftlab.cluster.storm import run_storm

    with progress_bar("storm") as report:
        run = run_storm(folder, plan, faults, seed=seed, seconds=seconds, calls_per_s=rate, report=report)
    if run.broken_lines:
        raise UsageError(f"a server ended by itself: {run.broken_lines[0]}")
    return run


def judge_run(folder: Path, plan: ClusterPlan, run: StormRun, kit: Kit) -> StormVerdict:
    """Return the verdict on a storm."""
    from raftlab.cluster.storm_verdict import judge_storm

    with progress_bar("verdict") as report:
        return judge_storm(folder, plan, run, kit_layers(kit), report)


def exit_code(run: StormRun, verdict: StormVerdict) -> int:
    """Return 0 for a storm that shows nothing wrong, 1 for a mistake, 2 where it is not decided."""
    if verdict.is_clean and not run.unconverged:
        return 0
    return NOT_DECIDED if verdict.is_undecided and not run.unconverged else SOMETHING_WRONG


def print_verdict(run: StormRun, verdict: StormVerdict) -> None:
    """Print what happened, and what is wrong."""
    from raftlab.linearizability.operation_text import interval_lines
    from raftlab.linearizability.order_search import Verdict
    from raftlab.simulator.property_monitor import worst_violation

    answered = sum(each.is_answered for each in run.log.operations)
    faults = ", ".join(f"{count} {kind}" for kind, count in sorted(run.fault_counts.items())) or "no faults"
    say_wrapped(f"  {len(run.log.operations):,} calls, {answered:,} answered · {faults}")
    say_wrapped(f"  longest time without an answer {run.longest_gap_s:.2f} s")
    match verdict.history.verdict:
        case Verdict.OK:
            say_wrapped("  ok    one order of the calls explains every answer (linearizable)")
        case Verdict.UNKNOWN:
            keys = ", ".join(verdict.history.undecided)
            say_wrapped(f"  unknown  the search for an order spent its budget on the keys {keys}")
        case Verdict.ILLEGAL:
            say_wrapped(f"  FAIL  no order explains these {len(verdict.illegal_part)} calls:")
            width = min(MAX_WIDTH, shutil.get_terminal_size((80, 24)).columns)
            for line in interval_lines(verdict.illegal_part, width):
                say_wrapped(f"      {line}")
    replayed = verdict.replayed
    if replayed.conforms:
        say_wrapped(f"  ok    the simulator repeats all {replayed.event_count:,} events with the same effects")
    for difference in replayed.differences:
        say_wrapped(f"  FAIL  not as in the simulator: {difference}")
    if replayed.violations:
        worst = worst_violation(replayed.violations)
        names = ", ".join(sorted({each.property for each in replayed.violations}))
        say_wrapped(f"  FAIL  {worst.property}  {worst.seen}")
        say_wrapped(f"        step {worst.step:,}; broken in this run: {names}")
    elif replayed.conforms:
        say_wrapped("  ok    no property of the paper is broken")
    if verdict.shrunk is not None:
        say_wrapped(f"        shrunk from {verdict.shrunk.shrunk_from:,} steps to {len(verdict.shrunk.events)}")
    if verdict.guilty_file:
        say_wrapped(f"        with the kit's layer in the place of {verdict.guilty_file} the same run breaks nothing")
    if run.unconverged:
        say_wrapped(f"  FAIL  {run.unconverged}")


def verdict_json(seed: int, run: StormRun, verdict: StormVerdict) -> dict[str, Any]:
    """Return the verdict for programs."""
    return {
        "seed": seed,
        "calls": len(run.log.operations),
        "answered": sum(each.is_answered for each in run.log.operations),
        "faults": dict(sorted(run.fault_counts.items())),
        "longest_gap_s": round(run.longest_gap_s, 3),
        "history": verdict.history.verdict.value,
        "events": verdict.replayed.event_count,
        "differences": verdict.replayed.differences,
        "violations": [
            {"property": each.property, "step": each.step, "seen": each.seen} for each in verdict.replayed.violations
        ],
        "shrunk_to": len(verdict.shrunk.events) if verdict.shrunk else None,
        "guilty": verdict.guilty_file,
        "unconverged": run.unconverged,
    }
