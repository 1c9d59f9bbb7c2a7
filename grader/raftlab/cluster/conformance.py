"""The merged run in the simulator: the same acts must give the same effects, and every property is checked.

So one check says two things: the runtime did what the model does, and what it did keeps the paper's promises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec import UNSET

from raftlab import __version__
from raftlab.cluster.cluster_plan import ClusterPlan
from raftlab.cluster.event_journal import BackgroundWriteRecord, EffectRecord, PersistRecord, SendRecord, SnapshotRecord
from raftlab.cluster.long_run_host import LowMemoryHost
from raftlab.cluster.merged_run import MergedRun, NodeHistory, RecordedAct
from raftlab.errors import SubmissionError
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.world import Step, World
from raftlab.trace import (
    AnyEffect,
    Boot,
    Crash,
    Event,
    PersistedState,
    SavedSnapshot,
    SentMessage,
    StartedWrite,
    Trace,
    Violation,
)
from raftlab.worker.message_codec import Codec

VIEWED_EVENTS = 400
"""How many of the last events keep the view of their server: a view holds a whole log."""
DIFFERENCE_LIMIT = 5
ReportProgress = Callable[[int, int, str], None]


@dataclass
class ReplayedRun:
    """The result: events that the simulator repeated, differences to the journals, violations, and a part to show.

    Without differences the runtime conforms to the model. `shown` ends with the first violation, or with the run.
    """

    event_count: int = 0
    differences: list[str] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    shown: Trace | None = None
    undecided: str = ""

    @property
    def conforms(self) -> bool:
        """Return whether every event gave the effects that its node recorded."""
        return not self.differences


@dataclass
class RunReplay:
    """Repeats one merged run."""

    plan: ClusterPlan
    codec: Codec
    world: World
    monitor: Monitor = field(default_factory=Monitor)
    result: ReplayedRun = field(default_factory=ReplayedRun)

    def repeat(self, merged: MergedRun, runs: Sequence[NodeHistory], report: ReportProgress) -> ReplayedRun:
        """Repeat the acts and return the result."""
        self.result.differences += merged.faults[:DIFFERENCE_LIMIT]
        for number, recorded in enumerate(merged.acts):
            if number % 500 == 0:
                report(number, len(merged.acts), "events repeated in the simulator")
            if len(self.result.differences) > DIFFERENCE_LIMIT or not self._repeat_act(recorded):
                break
        else:
            self._compare_disks(merged, runs)
        violation = self.monitor.check_linearizability(self.world)
        self.result.violations = list(self.monitor.violations)
        self.result.undecided = self.monitor.undecided_reason
        if self.result.shown is None or (violation is not None and len(self.monitor.violations) == 1):
            self.result.shown = self._shown_part()
        return self.result

    def _repeat_act(self, recorded: RecordedAct) -> bool:
        """Repeat one act; return whether the run can go on."""
        self.world.now_ms = recorded.at_ms
        try:
            step = self.world.apply(recorded.act)
        except SubmissionError as error:
            self.result.differences.append(f"{act_label(recorded)}: the layer raises in the simulator: {error}")
            return False
        if step is None:
            self.result.differences.append(f"{act_label(recorded)}: cannot happen in the simulator at this point")
            return False
        if recorded.effects is not None:
            self.result.event_count += 1
            self._compare(step, recorded)
        if self.monitor.observe(step, self.world) and self.result.shown is None:
            self.result.shown = self._shown_part()
        self._forget_view()
        return True

    def _compare(self, step: Step, recorded: RecordedAct) -> None:
        """Note the first effect of an event that differs from what its node recorded."""
        assert recorded.effects is not None
        repeated = [self._as_recorded(effect) for effect in step.event.effects]
        expected = [comparable_effect(effect) for effect in recorded.effects]
        if repeated == expected:
            return
        for position, (here, there) in enumerate(zip(repeated, expected, strict=False)):
            if here != there:
                text = f"effect {position + 1} is {effect_text(there)} in the journal, {effect_text(here)} in the model"
                break
        else:
            text = f"the journal has {len(expected)} effects, the model {len(repeated)}"
        self.result.differences.append(f"step {step.event.step}, {act_label(recorded)}: {text}")

    def _as_recorded(self, effect: AnyEffect) -> object:
        if isinstance(effect, SentMessage):
            return ("send", effect.to, self.codec.encode(effect.message))
        if isinstance(effect, PersistedState):
            return ("persist", effect.currentTerm, effect.votedFor, effect.lastIndex)
        if isinstance(effect, StartedWrite):
            return ("write", effect.number, effect.currentTerm, effect.votedFor, effect.lastIndex)
        if isinstance(effect, SavedSnapshot):
            return ("snapshot", effect.lastIncludedIndex, effect.lastIncludedTerm)
        return effect

    def _compare_disks(self, merged: MergedRun, runs: Sequence[NodeHistory]) -> None:
        """Note each server whose disk, at the end, does not hold what the model's does."""
        for run in runs:
            if merged.late_writes.get(run.name):
                self.world.apply(Crash(run.name))  # the run is over: no step of it, and nobody sees it
                self.world.end_late_writes(run.name, merged.late_writes[run.name])
            disk, state = self.world.disks.get(run.name), run.final_state
            model = (disk.currentTerm, disk.votedFor, disk.log[state.base_index :]) if disk else None
            if state.number and model != (state.currentTerm, state.votedFor, tuple(state.entries)):
                self.result.differences.append(f"{run.name}: its disk does not hold what the model's disk holds")

    def _forget_view(self) -> None:
        """Keep the views of the last events only."""
        events = self.world.events
        place = len(events) - VIEWED_EVENTS - 1
        if place >= 0 and events[place].view is not None:
            events[place] = msgspec.structs.replace(events[place], view=None)

    def _shown_part(self) -> Trace:
        """Return the last events, with all that a reader needs: each server is there from the first one on."""
        events = self.world.events
        tail = events[max(0, len(events) - VIEWED_EVENTS) :]
        first_ms = tail[0].at_ms if tail else 0.0
        boots = [
            Event(0, first_ms, Boot(name), name, (), self.world.view(name))
            for name in self.world.servers
            if len(tail) < len(events) and name in self.world.disks
        ]
        offset = len(events) - len(tail) - len(boots)
        numbered = [
            msgspec.structs.replace(event, step=number) for number, event in enumerate((*boots, *tail), start=1)
        ]
        violations = tuple(
            msgspec.structs.replace(each, step=each.step - offset)
            for each in self.monitor.violations
            if each.step > offset
        )
        return Trace(
            kit=__version__,
            scene=self.plan.scene,
            title="a run of the real cluster",
            seed=0,
            servers=self.world.servers,
            options=self.world.options,
            events=tuple(numbered),
            violations=violations,
            undecided=self.monitor.undecided_reason or UNSET,
        )


def repeat_run(
    plan: ClusterPlan,
    merged: MergedRun,
    runs: Sequence[NodeHistory],
    report: ReportProgress = lambda done, total, label: None,
) -> ReplayedRun:
    """Repeat a merged run in the simulator, on the layers of the plan, and return what it shows."""
    codec = Codec(plan.message_modules)
    world = World(LowMemoryHost(plan.load, codec), codec, plan.names, plan.options)
    return RunReplay(plan, codec, world).repeat(merged, runs, report)


def comparable_effect(effect: EffectRecord) -> object:
    """Return a recorded effect in the form in which it is compared."""
    if isinstance(effect, SendRecord):
        return ("send", effect.to, effect.message)
    if isinstance(effect, PersistRecord):
        return ("persist", effect.currentTerm, effect.votedFor, effect.last_index)
    if isinstance(effect, BackgroundWriteRecord):
        return ("write", effect.write, effect.currentTerm, effect.votedFor, effect.last_index)
    if isinstance(effect, SnapshotRecord):
        return ("snapshot", effect.lastIncludedIndex, effect.lastIncludedTerm)
    return effect


def effect_text(effect: object) -> str:
    """Return an effect for a message, cut to a readable length."""
    return repr(effect)[:160]


def act_label(recorded: RecordedAct) -> str:
    """Return an act for a message."""
    server = getattr(recorded.act, "server", getattr(recorded.act, "to", ""))
    return f"{type(recorded.act).__name__} at {server}, {recorded.at_ms:.3f} ms"
