"""The verdict on a storm: the calls have one order, the run conforms to the model, and no property is broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from raftlab.cluster.cluster_plan import HISTORY_NAME, ILLEGAL_NAME, SHRUNK_NAME, ClusterPlan
from raftlab.cluster.conformance import ReplayedRun, repeat_run
from raftlab.cluster.long_run_host import LowMemoryHost
from raftlab.cluster.merged_run import MergedRun, merge_runs, read_node_histories
from raftlab.cluster.storm import StormRun
from raftlab.linearizability.client_history import ClientHistory, Operation
from raftlab.linearizability.history_check import HistoryVerdict, check_history
from raftlab.linearizability.history_file import operation_json
from raftlab.linearizability.illegal_part import find_illegal_part
from raftlab.linearizability.order_search import Verdict
from raftlab.simulator.act_replay import run_acts, trace_from_run
from raftlab.simulator.property_monitor import worst_violation
from raftlab.simulator.shrink import Shrinker, TimedActs
from raftlab.trace import Trace, to_json
from raftlab.worker.message_codec import Codec
from raftlab.worker.wire import Layer

ACT_BUDGET = 300_000
"""How many acts the shrinker may do: a quarter of a minute. Runs of 8,000 steps need up to 72,000."""
ReportProgress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class StormVerdict:
    """What a storm showed. `shrunk` is the smallest run that was found to break the worst property."""

    history: HistoryVerdict
    illegal_part: tuple[Operation, ...]
    replayed: ReplayedRun
    merged: MergedRun
    shrunk: Trace | None = None
    guilty_file: str = ""

    @property
    def is_clean(self) -> bool:
        """Return whether nothing is wrong and nothing is left open."""
        return self.history.verdict is Verdict.OK and self.replayed.conforms and not self.replayed.violations

    @property
    def is_undecided(self) -> bool:
        """Return whether nothing is wrong, but not every answer could be judged."""
        return self.history.verdict is Verdict.UNKNOWN and self.replayed.conforms and not self.replayed.violations


def judge_storm(
    folder: Path, plan: ClusterPlan, run: StormRun, solutions: Sequence[Layer], report: ReportProgress
) -> StormVerdict:
    """Judge a storm by its calls and by its journals. `solutions`: the kit's layers, to find the guilty one."""
    history = ClientHistory(tuple(run.log.operations), is_absent_empty=True)
    verdict = check_history(history)
    part = find_illegal_part(history, verdict.illegal) if verdict.illegal is not None else ()
    codec = Codec(plan.message_modules)
    runs = read_node_histories(folder, plan)
    merged = merge_runs(runs, plan, codec)
    replayed = repeat_run(plan, merged, runs, report)
    shrunk = shrink_run(plan, merged, replayed, codec, report) if replayed.violations else None
    guilty = find_guilty_layer(plan, shrunk, solutions) if shrunk is not None else ""
    return StormVerdict(verdict, part, replayed, merged, shrunk, guilty)


def shrink_run(
    plan: ClusterPlan, merged: MergedRun, replayed: ReplayedRun, codec: Codec, report: ReportProgress
) -> Trace:
    """Return a short run that breaks the worst property that the run broke.

    Linearizability is judged at the end of a run: a property that names the step that breaks it goes before.
    """
    others = [each for each in replayed.violations if each.property != "Linearizability"]
    worst = worst_violation(others or replayed.violations)
    acts: TimedActs = [(recorded.at_ms, recorded.act) for recorded in merged.acts[: worst.step]]
    host = LowMemoryHost(plan.load, codec)
    budget = max(ACT_BUDGET, 4 * len(acts))

    def report_length(budget_left: int, steps: int) -> None:
        report(min(budget, budget - budget_left), budget, f"acts to shrink the run: {steps:,} steps are left")

    shrinker = Shrinker(host, codec, plan.names, plan.options, worst.property, budget, report_length)
    short = shrinker.shrink(acts)
    again = run_acts(
        host, codec, plan.names, plan.options, short, lambda violation: violation.property == worst.property
    )
    title = f"a run of the real cluster that breaks {worst.property}"
    return trace_from_run(again, scene=plan.scene, title=title, seed=0, shrunk_from=len(merged.acts))


def find_guilty_layer(plan: ClusterPlan, shrunk: Trace, solutions: Sequence[Layer]) -> str:
    """Return the file whose layer, replaced by the kit's, makes the run break nothing; "" if no single one does."""
    codec = Codec(plan.message_modules)
    properties = {violation.property for violation in shrunk.violations}
    for solution in solutions:
        layers = tuple(solution if each.class_name == solution.class_name else each for each in plan.layers)
        if layers == plan.layers:
            continue
        host = LowMemoryHost(msgspec.structs.replace(plan.load, layers=layers), codec)
        acts = [(event.at_ms, event.act) for event in shrunk.events]
        run = run_acts(host, codec, plan.names, plan.options, acts)
        if run.error is None and not properties & {violation.property for violation in run.monitor.violations}:
            return next(each.file_name for each in plan.layers if each.class_name == solution.class_name)
    return ""


def write_storm_files(folder: Path, run: StormRun, verdict: StormVerdict) -> tuple[str, ...]:
    """Write the history of the calls, and what proves a mistake; return the commands that show them."""
    commands = []
    (folder / HISTORY_NAME).write_bytes(call_history_json(run.log.operations))
    if verdict.illegal_part:
        (folder / ILLEGAL_NAME).write_bytes(call_history_json(verdict.illegal_part))
        commands.append(f"raftlab linearizable {folder / ILLEGAL_NAME} -o illegal.html")
    if verdict.shrunk is not None:
        (folder / SHRUNK_NAME).write_bytes(to_json(verdict.shrunk))
        commands += [
            f"raftlab replay {folder / SHRUNK_NAME}",
            f"raftlab show-run {folder / SHRUNK_NAME} -o run.html",
        ]
    return tuple(commands)


def call_history_json(operations: Sequence[Operation]) -> bytes:
    """Return calls in the form that `raftlab linearizable` reads."""
    rows = [operation_json(each) for each in operations]
    return msgspec.json.format(msgspec.json.encode({"operations": rows}), indent=1)
