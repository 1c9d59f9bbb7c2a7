"""One search from beginning to end: bounds and an engine in, an outcome out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

from raftlab.collector import no_collector
from raftlab.errors import BadFrame, Died, Full, Raised, Rejected, SubmissionFault, UsageFault
from raftlab.explorer import breadth, depth, staged
from raftlab.explorer.ahead import Ahead
from raftlab.explorer.bounds import Bounds
from raftlab.explorer.cluster import Cluster
from raftlab.explorer.coarse import Coarse
from raftlab.explorer.counterexample import Counterexample, Open, counterexample
from raftlab.explorer.fine import Fine
from raftlab.explorer.goals import Goal
from raftlab.explorer.judge import ALL, Judge
from raftlab.explorer.live import check_live
from raftlab.explorer.outcome import Outcome, Verdict
from raftlab.explorer.search import Found, Record, Watch, nobody
from raftlab.explorer.space import Space
from raftlab.explorer.symmetry import AsymmetricError, Prefix
from raftlab.worker.host import Host
from raftlab.worker.wire import Codec

Engine = Literal["breadth", "depth", "staged"]
ENGINES: tuple[Engine, ...] = ("breadth", "depth", "staged")


@dataclass
class Search:
    """What is to be searched, and how. `open_host` gives a fresh host of the submission each time."""

    open_host: Open
    codec: Codec
    bounds: Bounds
    scene: str = ""
    engine: Engine = "breadth"
    goals: Sequence[Goal] = ()  # the stages of engine staged, in order
    sometimes: Sequence[Goal] = ()  # what the states must show somewhere
    properties: Iterable[str] = ALL
    seed: int = 0
    symmetry: bool = True
    ample: bool = True  # of engine breadth with fine steps
    look_ahead: bool = True  # of coarse steps: ask for many at a time
    watch: Watch = nobody
    isolation: str = ""
    fault: SubmissionFault | None = field(default=None, init=False)  # in which the counterexample ends
    full: Full | None = field(default=None, init=False)  # what ended the search early, if memory did

    def run(self) -> Outcome:
        """Search, and do again what is to be shown. SubmissionFault for a submission that cannot be searched at all.

        Ctrl-C ends the search; the outcome then tells what was covered. Where the submission ends its process the
        search is made again with one question at a time, so that it is known in which event.
        """
        try:
            return self._run(ahead=self.look_ahead and self.bounds.coarse and self.engine != "depth")
        except (Died, BadFrame, Raised, Rejected):
            return self._run(ahead=False)

    def _run(self, ahead: bool) -> Outcome:
        with closing(Cluster(self.open_host(), self.codec, self.bounds)) as cluster:
            return self._outcome(cluster, ahead)

    def _outcome(self, cluster: Cluster, ahead: bool) -> Outcome:
        host, space = cluster.host, Space(cluster)
        judge = Judge(space, self.properties)
        ample = self.ample and not self.bounds.coarse and not self.bounds.takes_messages_off
        moving = (Coarse if self.bounds.coarse else Fine)(space, judge)
        record = Record(moving, self.watch, ample, Ahead(moving) if ahead else None)
        stages = staged.Stages(self.goals)
        notes: list[str] = []
        found: Found | None = None
        ended = ""  # what ended the search before its end
        cpu_s = time.process_time()
        try:
            with no_collector():
                found = self._search(record, stages, notes)
            finished = not record.spent() and self.engine != "depth" and not record.cut
        except KeyboardInterrupt:
            finished = False
            notes.append(ended := "stopped by Ctrl-C")
        except Full as full:
            finished = False
            notes.append(ended := f"after {cluster.calls:,} steps {full}")
            self.full = full
        cpu_s = time.process_time() - cpu_s
        shown = self._show(record, found, notes) if found else None
        verdict: Verdict = "violated" if found else "exhausted" if finished else "bounded-clean"
        met, unmet = self._met(record, stages, verdict, notes)
        if not found and not ended:
            notes.append(f"{check_live(record, self.open_host)} sampled paths were done again by live servers")
        return Outcome(
            verdict=verdict,
            bound=self.bounds.words,
            engine=self.engine,
            states=len(record.order),
            steps=record.steps,
            depth=record.depth,
            cpu_s=round(cpu_s + spent_by(host), 3),
            worker_cpu_s=round(spent_by(host), 3),
            bytes_per_state=record.memory_bytes() // max(1, len(record.order)),
            asked=cluster.calls,
            memo_hits=round(1 - min(1.0, cluster.calls / max(1, record.steps)), 4),
            isolation=self.isolation,
            broken=found.property if found else None,
            moves=len(found.states) - 1 if found else 0,
            confirmed=shown.confirmed if shown else False,
            met=tuple(met),
            unmet=tuple(unmet),
            notes=tuple(notes),
            trace=shown.trace if shown else None,
        )

    def _search(self, record: Record, stages: staged.Stages, notes: list[str]) -> Found | None:
        if self.engine == "depth":
            return depth.search(record, self.seed)
        record.begin()
        found = self._reduced(record, notes)
        if found is not None:
            return found
        return breadth.search(record) if self.engine == "breadth" else staged.search(record, stages)

    def _reduced(self, record: Record, notes: list[str]) -> Found | None:
        """Search the first levels without states that are others renamed, where the submission treats ids alike.

        Not where servers crash: what is sent before a crash depends on the order of sending, and that on ids.

        It pays at the beginning and not later. Measured in the four terms of the naive rule: 3 servers, found after
        3,487 states and 2.2 s of CPU with it, 12,502 and 4.4 s without; 5 servers, led by "entry at 1 on 2 servers and
        late rival at 1", the goal is met after 5,545 states with it, and not among 60,000 without. A renamed state is
        built by n! - 1 renamed paths, 119 of them with 5 servers, which is why only the first levels are reduced; so 5
        servers need a goal. Where several goals lead, few states are looked at, and renaming costs more than it saves:
        3,168 states and 0.6 s without it, 2,214 and 0.9 s with it.
        """
        if not self.symmetry or self.bounds.crashes or self.bounds.takes_messages_off:
            return None
        try:
            return Prefix(record).search()
        except AsymmetricError as fault:
            notes.append(f"server ids are not treated alike ({fault}): every state was looked at under every name")
            record.restart()
            return None

    def _met(
        self, record: Record, stages: staged.Stages, verdict: Verdict, notes: list[str]
    ) -> tuple[list[str], list[str]]:
        """Return the goals that were met and those that were not, and note what an unmet stage means."""
        met = [goal.text for goal in stages.goals[: len(stages.met_after)]]
        unmet = [goal.text for goal in stages.goals[len(stages.met_after) :]]
        for text, after in zip(met, stages.met_after, strict=False):
            notes.append(f"stage {text!r} was met after {after:,} states")
        if unmet:
            why = "cannot be met within the bound" if verdict == "exhausted" else "was not met before the search ended"
            notes.append(f"stage {unmet[0]!r} {why}")
        for goal in self.sometimes if verdict != "violated" else ():
            (met if reached(record, goal) else unmet).append(goal.text)
        return met, unmet

    def _show(self, record: Record, found: Found, notes: list[str]) -> Counterexample:
        """Return the path that breaks a property as live servers do it."""
        shown = counterexample(record.moving, found, self.open_host, self.scene)
        self.fault = shown.run.fault
        needed = len(shown.trace.servers)
        if needed < self.bounds.servers:
            notes.append(f"the run that is shown needs {needed} of the {self.bounds.servers} servers")
        if not shown.confirmed:
            notes.append(f"live servers did not break {found.property} on the same path")
        return shown


def reached(record: Record, goal: Goal) -> bool:
    """Tell whether some state of the search meets `goal`."""
    space = record.moving.space
    return any(goal.holds(space.locals(state)) for state in record.order)


def spent_by(host: Host) -> float:
    """Return the CPU time that the host's process has used, in seconds; 0 where it has none of its own."""
    told: Callable[[], float] | None = getattr(host, "cpu_s", None)
    return told() if told is not None else 0.0


def engine_named(name: str) -> Engine:
    """Return the engine of that name. UsageFault for another."""
    for engine in ENGINES:
        if engine == name:
            return engine
    raise UsageFault(f"engine {name!r}: not an engine; use one of {', '.join(ENGINES)}")
