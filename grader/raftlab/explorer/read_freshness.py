"""The parts of a state from which stale reads are found: the highest index that clients heard of, and each get's start.

All puts are of one key, and each writes another value. So an answer names a put, and with it an index of the log. A get
that began after a client had heard of index i, by an ok of its put or by the value of a get, may not answer with what
was there before i. (Raft §8)
"""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.explorer.local_state import LocalState, PauseEvent, ReadEvent, StepResult, Stimulus, read_number_of_client
from raftlab.server import OK, Entry, Reply


class ClientReadBits:
    """The bits for the highest index that a client has heard of, and for each get the index it must not be behind."""

    def __init__(self, first_bit: int, reads: int, log: int) -> None:
        self._width = (log + 1).bit_length()
        self._highest = log
        self._first_bit = first_bit
        self._mask = (1 << self._width) - 1
        self.end_bit = first_bit + self._width * (reads + 1)
        self.mask = (1 << self.end_bit) - (1 << first_bit)

    def note_step(self, state: int, stimulus: Stimulus, result: StepResult) -> tuple[int, str | None]:
        """Return the bits that a step flips in `state`, and the property that one of its answers breaks."""
        after, broken = state, None
        event = stimulus[0] if isinstance(stimulus, tuple) else stimulus
        event = event.stimulus if isinstance(event, PauseEvent) else event
        if isinstance(event, ReadEvent):
            after = self._with_field(after, event.number + 1, self._field(after, 0) + 1)
        for effect in result.effects:
            if isinstance(effect, Reply):
                after, found = self._after_answer(after, effect, result)
                broken = broken or found
        return state ^ after, broken

    def _after_answer(self, state: int, reply: Reply, result: StepResult) -> tuple[int, str | None]:
        number, heard = read_number_of_client(reply.client), self._field(state, 0)
        if number is None:
            index = index_of_put(result, "client", reply.client) if reply.outcome == OK else 0
            return self._with_field(state, 0, max(heard, index)), None
        floor = self._field(state, number + 1) - 1
        if reply.outcome != OK:
            return self._with_field(state, number + 1, 0), None
        index = index_of_put(result, "value", reply.value) if reply.value is not None else 0
        if floor < 0:
            return state, "AnsweredOnce"
        is_stale = index < floor or (reply.value is not None and not index)
        state = self._with_field(state, number + 1, 0)
        return self._with_field(state, 0, max(heard, index)), "Linearizability" if is_stale else None

    def _field(self, state: int, place: int) -> int:
        return state >> self._first_bit + self._width * place & self._mask

    def _with_field(self, state: int, place: int, value: int) -> int:
        shift = self._first_bit + self._width * place
        return state & ~(self._mask << shift) | min(value, self._mask) << shift


def index_of_put(result: StepResult, field: str, value: str) -> int:
    """Return the index of the put with this client or value in a log of the server, before or after; 0 for none."""
    for log in memory_and_disk_logs((result.after, result.before)):
        for position, entry in enumerate(log):
            if entry.command is not None and getattr(entry.command, field) == value:
                return position + 1
    return 0


def memory_and_disk_logs(states: tuple[LocalState, ...]) -> Iterator[tuple[Entry, ...]]:
    """Yield the logs of a server in these states, in memory and on the disk."""
    for local in states:
        if local.observed is not None:
            yield local.observed.log
        yield local.disk.log
