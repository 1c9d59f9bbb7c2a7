"""The journals of all nodes as one sequence of acts for the simulator, in the order in which things happened.

The times are those of one machine's monotonic clock, so a message is always sent before it is received. What a killed
node handled but never carried out did not happen: the run goes up to the first change that is not on its disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from raftlab.cluster.cluster_plan import ClusterPlan
from raftlab.cluster.disk import read_segments
from raftlab.cluster.durable_changes import DurableState
from raftlab.cluster.event_journal import (
    BackgroundWriteRecord,
    CallRecord,
    ClockRecord,
    EffectRecord,
    Journal,
    JournalEvent,
    MessageRecord,
    PersistRecord,
    SendRecord,
    SnapshotRecord,
    StartedRecord,
    TimeoutRecord,
    WipeRecord,
    read_node_journals,
    read_node_wipes,
)
from raftlab.errors import UsageError
from raftlab.server import CompactionRequest, ConfigurationRequest, TransferRequest, WriteCompletion
from raftlab.trace import (
    AnyAct,
    Boot,
    ClockJump,
    ClockRate,
    Compact,
    CompleteWrite,
    Crash,
    Deliver,
    Drop,
    Propose,
    Reconfigure,
    Restart,
    Timeout,
    Transfer,
    Wipe,
)
from raftlab.worker.message_codec import Codec

MessageId = tuple[str, int, int]
"""A message: its source, the start of the source, and its number in that start."""


@dataclass(frozen=True)
class RecordedAct:
    """An act of the merged run, and the effects that the node recorded; None if none are recorded for it."""

    at_ms: float
    act: AnyAct
    effects: tuple[EffectRecord, ...] | None = None


@dataclass(frozen=True)
class NodeHistory:
    """What one node did: its journals, what its disk holds at the end, and when it was wiped."""

    name: str
    journals: tuple[Journal, ...]
    final_state: DurableState
    wipes: tuple[WipeRecord, ...] = ()


@dataclass(frozen=True)
class MergedRun:
    """The acts of all nodes in their order; `faults` says what no run of the model can do.

    late_writes: for each server, the background writes that its disk ended after the last event of its last start.
    """

    acts: tuple[RecordedAct, ...]
    faults: tuple[str, ...]
    event_count: int
    late_writes: Mapping[str, int] = field(default_factory=dict)


def read_node_histories(folder: Path, plan: ClusterPlan) -> tuple[NodeHistory, ...]:
    """Return what each node did. UsageError if a journal is missing, DamagedFileError for a damaged file."""
    runs = []
    for name in plan.names:
        home = folder / name
        journals = read_node_journals(home)
        starts = [journal.header.incarnation for journal in journals]
        if not starts or starts != list(range(1, len(starts) + 1)):
            raise UsageError(
                f"{home}: its journals are not complete, from its first start on; run the cluster again with"
                " --fresh, and without --no-journal"
            )
        runs.append(NodeHistory(name, journals, read_segments(home)[0], read_node_wipes(home)))
    return tuple(runs)


def merge_runs(runs: Sequence[NodeHistory], plan: ClusterPlan, codec: Codec) -> MergedRun:
    """Return the merged run."""
    parts = [part for run in runs for part in incarnation_events(run)]
    events = [(event.at_ns, place, event, part) for place, part in enumerate(parts) for event in part.events]
    events.sort(key=lambda each: each[:2])
    sent = {
        message_id(part, effect): event
        for _, _, event, part in events
        for effect in part.effects_of(event)
        if isinstance(effect, SendRecord)
    }
    received = {
        (cause.source, cause.incarnation, cause.number)
        for _, _, event, _ in events
        if isinstance(cause := event.cause, MessageRecord)
    }
    faults = [
        f"{source} sent message {number} of its start {start} before what it says was durable"
        for source, start, number in sorted(received - sent.keys())
    ]
    acts: list[RecordedAct] = []
    for _, _, event, part in events:
        at_ms = event.at_ms(plan.epoch_ns)
        effects = part.effects_of(event)
        if part.follows_wipe and isinstance(event.cause, StartedRecord):
            acts.append(RecordedAct(at_ms, Wipe(part.name)))
        acts.append(RecordedAct(at_ms, act_of_event(event, part, plan, codec), effects))
        acts.extend(RecordedAct(at_ms, drop) for drop in lost_messages(effects, part, received, codec))
        if event is part.events[-1] and part.is_ended and part.cut_event is None:
            acts.append(RecordedAct(at_ms, Crash(part.name)))
    late = {part.name: part.late_writes for part in parts if part.events}
    return MergedRun(tuple(acts), tuple(faults), len(events), late)


@dataclass(frozen=True)
class IncarnationEvents:
    """The events of one start of a node that happened. It may end in `cut_event`, cut after `cut_after` effects.

    Changes of its clock may follow even then: the clock is the machine's.

    is_first: the server had never started before, or its disk was wiped since; the latter is follows_wipe.
    late_writes: the background writes that the disk ended and no event of this start tells; late_writes_before: those
    of the start before.
    """

    name: str
    incarnation: int
    events: tuple[JournalEvent, ...]
    is_ended: bool
    is_first: bool
    follows_wipe: bool
    cut_event: JournalEvent | None = None
    cut_after: int = 0
    late_writes: int = 0
    late_writes_before: int = 0

    def effects_of(self, event: JournalEvent) -> tuple[EffectRecord, ...]:
        """Return the effects of an event that happened."""
        return event.effects[: self.cut_after] if event is self.cut_event else event.effects


def incarnation_events(run: NodeHistory) -> Iterator[IncarnationEvents]:
    """Yield, for each start of a node, the events up to the first change that its disk did not keep."""
    ends = [later.header.durable_number for _, later in pairwise(run.journals)] + [run.final_state.number]
    wiped: dict[int, int] = {}
    for wipe in run.wipes:
        wiped.setdefault(wipe.incarnation, wipe.durable_number)
    is_first, has_booted, late_writes = True, False, 0
    for journal, next_number in zip(run.journals, ends, strict=True):
        incarnation = journal.header.incarnation
        events, cut_event, cut_after = journal.events, None, 0
        for place, event in enumerate(events):
            lost = first_lost_change(event, wiped.get(incarnation, next_number))
            if lost is not None:
                clock_changes = tuple(each for each in events[place + 1 :] if isinstance(each.cause, ClockRecord))
                events, cut_event, cut_after = (*events[: place + 1], *clock_changes), event, lost
                break
        is_ended = cut_event is not None or journal is not run.journals[-1]
        follows_wipe = is_first and has_booted
        before = late_writes
        if events:
            late_writes = count_unreported_writes(events, cut_event, cut_after, next_number)
        yield IncarnationEvents(
            run.name,
            incarnation,
            events,
            is_ended,
            is_first,
            follows_wipe,
            cut_event,
            cut_after,
            late_writes,
            before,
        )
        has_booted = has_booted or bool(events)
        is_first = (is_first and not events) or incarnation in wiped


def first_lost_change(event: JournalEvent, durable_number: int) -> int | None:
    """Return the position of the first effect that persists a change after `durable_number`; None if there is none."""
    for position, effect in enumerate(event.effects):
        if isinstance(effect, PersistRecord | SnapshotRecord) and effect.number > durable_number:
            return position
    return None


def count_unreported_writes(
    events: Sequence[JournalEvent], cut_event: JournalEvent | None, cut_after: int, durable_number: int
) -> int:
    """Return how many of the writes that no later `persist` outdates are on the disk, and no event tells their end."""
    pending: list[int] = []
    for event in events:
        if isinstance(event.cause, WriteCompletion):
            pending = pending[1:]
        for effect in event.effects[: cut_after if event is cut_event else None]:
            if isinstance(effect, BackgroundWriteRecord):
                pending.append(effect.number)
            elif isinstance(effect, PersistRecord):
                pending = [0] * len(pending)  # they still end, and change nothing
    return sum(0 < number <= durable_number for number in pending)


def message_id(part: IncarnationEvents, effect: SendRecord) -> MessageId:
    """Return the id of a message that was sent."""
    return part.name, part.incarnation, effect.number


def act_of_event(event: JournalEvent, part: IncarnationEvents, plan: ClusterPlan, codec: Codec) -> AnyAct:
    """Return an event as an act."""
    crash_after = part.cut_after if event is part.cut_event else None
    match event.cause:
        case StartedRecord():
            if part.is_first:
                return Boot(part.name, voters=plan.initial_voters, crash_after=crash_after)
            return Restart(part.name, part.late_writes_before, crash_after=crash_after)
        case MessageRecord(source=source, message=data):
            return Deliver(source, part.name, codec.decode(data), crash_after=crash_after)
        case TimeoutRecord(name=name):
            return Timeout(part.name, name, crash_after)
        case CallRecord(command=command):
            return Propose(part.name, command, crash_after)
        case WriteCompletion():
            return CompleteWrite(part.name, crash_after=crash_after)
        case ClockRate() | ClockJump():
            return event.cause
        case ConfigurationRequest(changes=changes, joint=joint):
            return Reconfigure(part.name, changes, joint, crash_after)
        case CompactionRequest(index=index):
            return Compact(part.name, index, crash_after)
        case TransferRequest(target=target):
            return Transfer(part.name, target, crash_after)


def lost_messages(
    effects: Sequence[EffectRecord], part: IncarnationEvents, received: set[MessageId], codec: Codec
) -> Iterator[Drop]:
    """Yield the messages among `effects` that no node handled."""
    for effect in effects:
        if isinstance(effect, SendRecord) and message_id(part, effect) not in received:
            yield Drop(part.name, effect.to, codec.decode(effect.message))
