"""A whole search: bounds and an engine in, a search result out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

from raftlab.errors import (
    BadFrameError,
    SnapshotMemoryError,
    SubmissionError,
    SubmissionRaisedError,
    SubmissionRejectedError,
    UsageError,
    WorkerDiedError,
)
from raftlab.explorer import best_first, breadth_first, random_walk
from raftlab.explorer.bounds import Bounds
from raftlab.explorer.coarse_step_moves import ExchangeMoves
from raftlab.explorer.counterexample import Counterexample, OpenHost, make_counterexample
from raftlab.explorer.fine_step_moves import FineStepMoves
from raftlab.explorer.prefetch import Prefetcher
from raftlab.explorer.property_checks import DEFAULT_PROPERTIES, PropertyChecker
from raftlab.explorer.sampled_replay import validate_paths_on_live_servers
from raftlab.explorer.search_goals import SearchGoal
from raftlab.explorer.search_result import SearchResult, Verdict
from raftlab.explorer.search_tree import OnProgress, SearchTree, ViolationPath, ignore_progress
from raftlab.explorer.state_encoding import StateEncoder
from raftlab.explorer.symmetry import AsymmetricError, SymmetryReducedLevels
from raftlab.explorer.transitions import TransitionCache
from raftlab.gc_pause import pause_gc
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

Engine = Literal["breadth", "depth", "staged"]
ENGINES: tuple[Engine, ...] = ("breadth", "depth", "staged")


@dataclass
class Search:
    """The settings of a search, and `run`. `open_host` returns a new host of the submission each time."""

    open_host: OpenHost
    codec: Codec
    bounds: Bounds
    scene: str = ""
    engine: Engine = "breadth"
    goals: Sequence[SearchGoal] = ()  # the stages of the engine "staged", in order
    sometimes: Sequence[SearchGoal] = ()  # goals that some state must meet
    properties: Iterable[str] = DEFAULT_PROPERTIES
    seed: int = 0
    symmetry: bool = True
    use_ample_sets: bool = True  # for the engine "breadth" with fine steps
    prefetch: bool = True  # for coarse steps: request many steps at a time
    on_progress: OnProgress = ignore_progress
    isolation: str = ""
    error: SubmissionError | None = field(default=None, init=False)  # the error in which the counterexample ends
    memory_error: SnapshotMemoryError | None = field(
        default=None, init=False
    )  # set if the search ended for lack of memory
    varying_attributes: tuple[str, ...] = field(default=(), init=False)  # as the worker reports them, if a budget ended

    def run(self) -> SearchResult:
        """Run the search; live servers repeat the counterexample. SubmissionError if the submission cannot be searched.

        Ctrl-C ends the search; the result then says what was covered. If the submission ends its process, the search
        runs again with one request at a time, so that the event is known.
        """
        try:
            return self._run_search(prefetch=self.prefetch and self.bounds.coarse and self.engine != "depth")
        except (WorkerDiedError, BadFrameError, SubmissionRaisedError, SubmissionRejectedError):
            return self._run_search(prefetch=False)

    def _run_search(self, prefetch: bool) -> SearchResult:
        with closing(TransitionCache(self.open_host(), self.codec, self.bounds)) as transitions:
            return self._search_transitions(transitions, prefetch)

    def _search_transitions(self, transitions: TransitionCache, prefetch: bool) -> SearchResult:
        host, encoder = transitions.host, StateEncoder(transitions)
        checker = PropertyChecker(encoder, self.properties)
        ample = self.use_ample_sets and not self.bounds.coarse and not self.bounds.removes_delivered_messages
        generator = (ExchangeMoves if self.bounds.coarse else FineStepMoves)(encoder, checker)
        record = SearchTree(generator, self.on_progress, ample, Prefetcher(generator) if prefetch else None)
        stages = best_first.StageQueues(self.goals)
        notes: list[str] = []
        found: ViolationPath | None = None
        ended = ""  # why the search stopped early
        cpu_s = time.process_time()
        try:
            with pause_gc():
                found = self._run_engine(record, stages, notes)
            finished = not record.is_budget_spent() and self.engine != "depth" and not record.is_depth_limited
        except KeyboardInterrupt:
            finished = False
            notes.append(ended := "stopped by Ctrl-C")
        except SnapshotMemoryError as error:
            finished = False
            notes.append(ended := f"after {transitions.request_count:,} steps {error}")
            self.memory_error = error
        cpu_s = time.process_time() - cpu_s
        counterexample = self._make_counterexample(record, found, notes) if found else None
        verdict: Verdict = "violated" if found else "exhausted" if finished else "bounded-clean"
        met, unmet = self._goals_met(record, stages, verdict, notes)
        if verdict == "bounded-clean" and not ended:
            self.varying_attributes = transitions.varying_attributes()
        if not found and not ended:
            path_count = validate_paths_on_live_servers(record, self.open_host)
            notes.append(f"live servers repeated {path_count} sampled paths: same results")
        return SearchResult(
            verdict=verdict,
            bound=self.bounds.text,
            engine=self.engine,
            states=len(record.states),
            steps=record.steps,
            depth=record.depth,
            cpu_s=round(cpu_s + host_cpu_s(host), 3),
            worker_cpu_s=round(host_cpu_s(host), 3),
            bytes_per_state=record.memory_bytes() // max(1, len(record.states)),
            asked=transitions.request_count,
            memo_hits=round(1 - min(1.0, transitions.request_count / max(1, record.steps)), 4),
            isolation=self.isolation,
            broken=found.property if found else None,
            moves=len(found.states) - 1 if found else 0,
            confirmed=counterexample.is_confirmed if counterexample else False,
            met=tuple(met),
            unmet=tuple(unmet),
            notes=tuple(notes),
            trace=counterexample.trace if counterexample else None,
        )

    def _run_engine(self, record: SearchTree, stages: best_first.StageQueues, notes: list[str]) -> ViolationPath | None:
        if self.engine == "depth":
            return random_walk.run_random_walks(record, self.seed)
        record.add_initial_state()
        found = self._search_symmetric_prefix(record, notes)
        if found is not None:
            return found
        return (
            breadth_first.run_breadth_first_search(record)
            if self.engine == "breadth"
            else best_first.run_best_first_search(record, stages)
        )

    def _search_symmetric_prefix(self, record: SearchTree, notes: list[str]) -> ViolationPath | None:
        """Search the first levels, and skip states that equal another state after renaming the servers.

        This needs a submission that treats server ids alike. It is off if servers may crash: the messages sent before a
        crash depend on the order of sending, which depends on ids; and with changes of the configuration, which name
        servers.

        It pays off only at the beginning. Measured on the naive commit rule with four terms: with 3 servers, the
        violation is found after 3,487 states and 2.2 s of CPU, and without the reduction after 12,502 and 4.4 s. With 5
        servers and the goal "entry at 1 on 2 servers and late rival at 1", the goal is met after 5,545 states, and
        without the reduction not in 60,000. Each state costs n! - 1 renamed paths, 119 with 5 servers, so only the
        first levels are reduced, and 5 servers need a goal. With several goals few states are expanded, and the
        reduction costs more than it saves: 2,214 states and 0.9 s, without it 3,168 states and 0.6 s.
        """
        bounds = self.bounds
        if not self.symmetry or bounds.crashes or bounds.removes_delivered_messages or bounds.changes:
            return None
        if bounds.has_operations:
            return None
        try:
            return SymmetryReducedLevels(record).search()
        except AsymmetricError as error:
            notes.append(f"server ids are not treated alike ({error}), so no renamed copy of a state was skipped")
            record.restart()
            return None

    def _goals_met(
        self, record: SearchTree, stages: best_first.StageQueues, verdict: Verdict, notes: list[str]
    ) -> tuple[list[str], list[str]]:
        """Return the goals that were met and those that were not; add notes on the stages."""
        met = [goal.text for goal in stages.goals[: len(stages.states_until_met)]]
        unmet = [goal.text for goal in stages.goals[len(stages.states_until_met) :]]
        for text, after in zip(met, stages.states_until_met, strict=False):
            notes.append(f"stage {text!r} was met after {after:,} states")
        if unmet:
            why = "cannot be met within the bound" if verdict == "exhausted" else "was not met before the search ended"
            notes.append(f"stage {unmet[0]!r} {why}")
        for goal in self.sometimes if verdict != "violated" else ():
            (met if is_goal_reached(record, goal) else unmet).append(goal.text)
        return met, unmet

    def _make_counterexample(
        self, record: SearchTree, violation_path: ViolationPath, notes: list[str]
    ) -> Counterexample:
        """Return the path that breaks a property, as live servers repeat it."""
        counterexample = make_counterexample(record.move_generator, violation_path, self.open_host, self.scene)
        self.error = counterexample.run.error
        needed = len(counterexample.trace.servers)
        if needed < self.bounds.servers:
            notes.append(f"the counterexample needs only {needed} of the {self.bounds.servers} servers")
        if not counterexample.is_confirmed:
            notes.append(f"live servers did not break {violation_path.property} on the same path")
        return counterexample


def is_goal_reached(record: SearchTree, goal: SearchGoal) -> bool:
    """Return whether some state of the search meets `goal`."""
    encoder = record.move_generator.encoder
    return any(goal.holds(encoder.local_states(state)) for state in record.states)


def host_cpu_s(host: Host) -> float:
    """Return the CPU time of the host's process, in seconds; 0 if it has no process of its own."""
    cpu_s: Callable[[], float] | None = getattr(host, "cpu_s", None)
    return cpu_s() if cpu_s is not None else 0.0


def parse_engine(name: str) -> Engine:
    """Return the engine of that name. UsageError for an unknown one."""
    for engine in ENGINES:
        if engine == name:
            return engine
    raise UsageError(f"engine {name!r}: not an engine; use one of {', '.join(ENGINES)}")
