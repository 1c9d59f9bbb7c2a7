"""The transitions of one search: each step of a server is computed by the submission once, then cached.

A server's step depends only on its state and the event, so almost every step of a search is a look-up. The jail
around the submission then costs almost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from raftlab.errors import (
    BadFrameError,
    SnapshotMemoryError,
    SubmissionError,
    SubmissionRaisedError,
    UnwrittenHoleError,
)
from raftlab.explorer.bounds import Bounds
from raftlab.explorer.local_state import (
    CRASH,
    NO_TIME,
    NO_WRITES,
    RESTART,
    RESUME,
    DiskWrites,
    HeldStimulus,
    LocalState,
    LocalTime,
    StepResult,
    Stimulus,
    TimerEvent,
    WriteEndEvent,
    make_step_result,
)
from raftlab.explorer.numbered_messages import MessageInterner
from raftlab.explorer.server_surroundings import (
    apply_surroundings_stimulus,
    disk_before_handler,
    is_about_surroundings,
    ready_timers,
    time_after_effects,
    to_server_event,
    writes_after_effects,
)
from raftlab.explorer.step_properties import properties_broken_by_step
from raftlab.server import CancelTimer, ClientRequest, Command, SetTimer
from raftlab.simulator.whole_log import CompactedEntries
from raftlab.simulator.world import World
from raftlab.worker import wire
from raftlab.worker.responses import (
    GlobalsResponse,
    ObservedState,
    PersistEffect,
    SendEffect,
    SnapshotEffect,
    SnapshotResponse,
)
from raftlab.worker.snapshots import StateError
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host, SuccessResponse

STATE_ID_CLASH = "the server's process gave the same id to two different states"
EMPTY_DISK = PersistEffect(-1, 0, None, ())
NO_LOCAL_STATE = LocalState(-1, -1, -1, EMPTY_DISK, (), None, is_within_bounds=False)
PENDING_STEP = StepResult(NO_LOCAL_STATE, NO_LOCAL_STATE, needs_check=False, is_pending=True)
"""The placeholder for every step that has not been requested yet."""


class TransitionCache:
    """The local states, the messages and the cached steps of one search."""

    def __init__(self, host: Host, codec: Codec, bounds: Bounds) -> None:
        self.host = host
        self.codec = codec
        self.bounds = bounds
        self.server_names = bounds.server_names
        self.local_states: list[LocalState] = []
        self._numbering = MessageInterner(codec, bounds.server_names)
        self.messages = self._numbering.messages
        self.request_count = 0
        self._local_states_by_key: dict[tuple[object, ...], LocalState] = {}
        self._observed_states: dict[int, ObservedState] = {}
        self._pending_steps: dict[tuple[LocalState, Stimulus], None] | None = None  # set while a search prefetches
        self.world = World(host, codec, self.server_names, bounds.options)  # what the properties of a step need
        self.world.initial_voters = bounds.initial_voters
        self.world.has_configurations = bounds.changes > 0
        self.world.has_snapshots = bounds.compactions > 0
        self._compacted_entries = CompactedEntries()

    def close(self) -> None:
        """Clear the caches: they form reference cycles, which would stay until the garbage collector finds them."""
        for local in self.local_states:
            local.step_cache.clear()

    def boot(self, server: int) -> StepResult:
        """Return the result of a server's first boot."""
        return self.step(self._find_local_state(server, -1, EMPTY_DISK, None, (), None), RESTART)

    def step(self, local_state: LocalState, stimulus: Stimulus) -> StepResult:
        """Return the result of `stimulus` on `local_state`, from the cache if possible."""
        known = local_state.step_cache.get(stimulus)
        if known is None:
            known = self._make_step(local_state, stimulus)
            if not known.is_pending:
                local_state.step_cache[stimulus] = known
        return known

    @contextmanager
    def batched_requests(self) -> Iterator[None]:
        """Collect new steps instead of requesting them, which are then PENDING_STEP; at the end request all in a batch.

        SubmissionError if the submission ended its process in one of them: it is not known in which.
        """
        pending = self._pending_steps = {}
        try:
            yield
        finally:
            self._pending_steps = None
        responses = self.host.request_all([self._make_request(*each) for each in pending])
        for (local, stimulus), response in zip(pending, responses, strict=True):
            local.step_cache[stimulus] = self._finish_step(local, stimulus, response)

    def client_command(self, local_state: LocalState) -> Command:
        """Return the command that a client sends to the server; it is unique for each server, term and index."""
        assert local_state.observed is not None
        observed = local_state.observed
        call = f"{self.server_names[local_state.server]}.{observed.currentTerm}.{len(observed.log) + 1}"
        return Command("put", "x", call, client=call, sequence=1)

    def find_message(self, source: int, to: int, data: bytes) -> int | None:
        """Return the number of a message that was sent before; None if it was never sent."""
        return self._numbering.find(source, to, data)

    def varying_attributes(self) -> tuple[str, ...]:
        """Return the attributes of the submission's own that had many values, as the worker reports them."""
        try:
            response = self.host.request(wire.FindVaryingAttributes())
        except SubmissionError:
            return ()
        return response.changed if isinstance(response, GlobalsResponse) else ()

    # ---- one step ----------------------------------------------------------------------------------------------------

    def _make_step(self, local_state: LocalState, stimulus: Stimulus) -> StepResult:
        if stimulus == CRASH:
            return make_step_result(local_state, self._stopped_state(local_state, local_state.disk, local_state.saved))
        if is_about_surroundings(stimulus):
            return make_step_result(
                local_state, self.keep(apply_surroundings_stimulus(local_state, stimulus, self.bounds.tick_ms))
            )
        if isinstance(stimulus, tuple):
            full_step = self.step(local_state, stimulus[0])
            return full_step if full_step.is_pending else self._crashed_step(full_step, stimulus)
        if self._pending_steps is not None:
            self._pending_steps[local_state, stimulus] = None
            return PENDING_STEP
        try:
            response: SuccessResponse | SubmissionError = self.host.request(self._make_request(local_state, stimulus))
        except SubmissionError as error:
            response = error
        return self._finish_step(local_state, stimulus, response)

    def _finish_step(
        self, local_state: LocalState, stimulus: Stimulus, response: SuccessResponse | SubmissionError
    ) -> StepResult:
        """Return the result of a step from the response of the server's process.

        UnwrittenHoleError for an unwritten hole, SnapshotMemoryError if the process has no memory for more states,
        SubmissionRaisedError for a state that is not plain data: no run of live servers meets it.
        """
        self.request_count += 1
        if isinstance(response, UnwrittenHoleError | SnapshotMemoryError):
            raise response
        if isinstance(response, SubmissionRaisedError) and response.kind == StateError.__name__:
            raise response
        if isinstance(response, SubmissionError):
            return StepResult(local_state, local_state, error=response)
        assert isinstance(response, SnapshotResponse)
        seen = (
            self._observed_states.setdefault(response.state, response.observed)
            if response.observed
            else self._observed_states.get(response.state)
        )
        if seen is None or seen != (response.observed or seen):
            return StepResult(local_state, local_state, error=BadFrameError(STATE_ID_CLASH))
        taken = local_state.held.stimulus if stimulus == RESUME and local_state.held is not None else stimulus
        timers = set(local_state.timers) - ({taken.timer} if isinstance(taken, TimerEvent) else set())
        return self._kept_step(local_state, response, seen, timers, taken)

    def _make_request(self, local_state: LocalState, stimulus: Stimulus) -> wire.BootAndSnapshot | wire.StepSnapshot:
        if stimulus == RESTART:
            image = local_state.disk.image if local_state.disk.image >= 0 else None
            return wire.BootAndSnapshot(
                self.server_names[local_state.server],
                self.bounds.initial_voters,
                self.bounds.options,
                image,
                snapshot_image_id=local_state.saved.image if local_state.saved is not None else None,
                now=local_state.time.shown_ms,
            )
        held = local_state.held if stimulus == RESUME else None
        taken, clock_ms = (held.stimulus, held.clock_ms) if held else (stimulus, local_state.time.shown_ms)
        return wire.StepSnapshot(local_state.snapshot_id, self._event_of(local_state, taken), now=clock_ms)

    def _event_of(self, local_state: LocalState, stimulus: Stimulus) -> wire.ServerEvent:
        """Return a stimulus as the server's process takes it."""
        if isinstance(stimulus, int):
            return wire.MessageEvent(self.messages[stimulus].data)
        return to_server_event(local_state, stimulus) or ClientRequest(self.client_command(local_state))

    def _kept_step(
        self,
        local_state: LocalState,
        response: SnapshotResponse,
        observed: ObservedState,
        timers: set[str],
        stimulus: Stimulus,
    ) -> StepResult:
        is_write, written = isinstance(stimulus, WriteEndEvent), disk_before_handler(local_state, stimulus)
        disk, saved = written, local_state.saved
        effects = response.effects
        if observed.log_start[0] or saved is not None:
            log = local_state.observed.log if local_state.observed is not None else disk.log
            others = [disk.log, *(each.disk.log for each in self.local_states)]
            effects = self._compacted_entries.whole_effects(effects, log, others)
            for each in effects:
                saved = each if isinstance(each, SnapshotEffect) and not each.failed else saved
            observed = self._compacted_entries.whole_state(observed, log, saved, others)
        sent: list[int] = []
        for effect in effects:
            if isinstance(effect, SendEffect):
                sent += self._numbering.number(local_state.server, effect)
            elif isinstance(effect, PersistEffect):
                disk = effect
            elif isinstance(effect, SetTimer):
                timers.add(effect.name)
            elif isinstance(effect, CancelTimer):
                timers.discard(effect.name)
        after = self._find_local_state(
            *(local_state.server, response.state, disk, saved, tuple(sorted(timers)), observed),
            writes_after_effects(local_state, is_write, effects),
            time_after_effects(local_state, timers, effects, self.bounds.ticks > 0),
        )
        is_step = after is not local_state or effects
        broken = properties_broken_by_step(self.world, local_state, after, effects, written) if is_step else ()
        return make_step_result(local_state, after, tuple(sent), effects, broken, self._numbering.by_target(sent))

    def _crashed_step(self, full_step: StepResult, stimulus: tuple[Stimulus, int]) -> StepResult:
        """Return `full_step` with a crash after as many of its effects as the stimulus says."""
        effects = full_step.effects[: stimulus[1]]
        written = disk_before_handler(full_step.before, stimulus[0])
        disk = next((each for each in reversed(effects) if isinstance(each, PersistEffect)), written)
        saved = next(
            (each for each in reversed(effects) if isinstance(each, SnapshotEffect) and not each.failed),
            full_step.before.saved,
        )
        sends = sum(isinstance(effect, SendEffect) and effect.to in self.server_names for effect in effects)
        after = self._stopped_state(full_step.before, disk, saved)
        return make_step_result(full_step.before, after, full_step.sent_messages[:sends], effects)

    def _stopped_state(self, before: LocalState, disk: PersistEffect, saved: SnapshotEffect | None) -> LocalState:
        """Return the state of a server that stops: what it had begun to write is lost, its clock goes on."""
        time = LocalTime(before.time.true_ms, before.time.clock)
        return self._find_local_state(before.server, -1, disk, saved, (), None, NO_WRITES, time)

    def keep(self, state: LocalState) -> LocalState:
        """Return the known local state that equals `state`, or keep it as a new one."""
        return self._find_local_state(
            *(state.server, state.snapshot_id, state.disk, state.saved, state.timers, state.observed),
            *(state.writes, state.time, state.held),
        )

    def _find_local_state(
        self,
        server: int,
        snapshot_id: int,
        disk: PersistEffect,
        saved: SnapshotEffect | None,
        timers: tuple[str, ...],
        observed: ObservedState | None,
        writes: DiskWrites = NO_WRITES,
        time: LocalTime = NO_TIME,
        held: HeldStimulus | None = None,
    ) -> LocalState:
        key = (server, snapshot_id, disk.image, -1 if saved is None else saved.image, timers, writes, time, held)
        known = self._local_states_by_key.get(key)
        if known is None:
            within = observed is None or (
                observed.currentTerm <= self.bounds.terms and len(observed.log) <= self.bounds.log
            )
            known = self._local_states_by_key[key] = LocalState(
                *(len(self.local_states), server, snapshot_id, disk, timers, observed, within, saved),
                *(ready_timers(timers, time), writes, time, held),
            )
            self.local_states.append(known)
        return known
