"""The journal of one start of a node: each event that it took, with the effects that its server gave.

A record is in the file before any of its effects is carried out, so no effect of a killed node lacks its event. The
journal is not synced: what a killed process wrote stays, and a crash of the machine ends the run anyway.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from raftlab.acts import ClockJump, ClockRate
from raftlab.cluster.checksummed_records import damaged_file_error, pack_records, unpack_records
from raftlab.server import (
    Apply,
    CancelTimer,
    Command,
    CompactionRequest,
    ConfigurationRequest,
    Options,
    Record,
    Reply,
    SetTimer,
    TransferRequest,
    WriteCompletion,
)

JOURNAL_NAME = "journal-{:06d}.bin"
WIPES_NAME = "wipes.json"


class JournalHeader(Record, frozen=True):
    """The first record: which server started, at what time, and how many durable changes it found on its disk."""

    server: str
    incarnation: int
    cluster: tuple[str, ...]
    options: Options
    started_ns: int
    durable_number: int


class SendRecord(Record, frozen=True, tag="Send"):
    """The effect of `send`. `number` counts the messages of this start of the node."""

    to: str
    number: int
    message: bytes


class PersistRecord(Record, frozen=True, tag="Persist"):
    """The effect of `persist`: the number of the change, and what is durable with it."""

    number: int
    currentTerm: int
    votedFor: str | None
    last_index: int


class BackgroundWriteRecord(Record, frozen=True, tag="StartWrite"):
    """The effect of `persist_in_background`: the number of the change, that of the write, and what it holds."""

    number: int
    write: int
    currentTerm: int
    votedFor: str | None
    last_index: int


class SnapshotRecord(Record, frozen=True, tag="SaveSnapshot"):
    """The effect of `saveSnapshot`: the number of the change, and what the snapshot stands for."""

    number: int
    lastIncludedIndex: int
    lastIncludedTerm: int


EffectRecord = (
    SendRecord | PersistRecord | BackgroundWriteRecord | SnapshotRecord | SetTimer | CancelTimer | Reply | Apply
)


class StartedRecord(Record, frozen=True, tag="Started"):
    """The event: the server started."""


class MessageRecord(Record, frozen=True, tag="Message"):
    """The event: message `number` of a start of `source` arrived."""

    source: str
    incarnation: int
    number: int
    message: bytes


class TimeoutRecord(Record, frozen=True, tag="Timeout"):
    """The event: a timer fired."""

    name: str


class CallRecord(Record, frozen=True, tag="Call"):
    """The event: a client's call reached the server."""

    command: Command


OperatorRecord = ConfigurationRequest | CompactionRequest | TransferRequest
"""The event: an operator's request reached the server."""
ClockRecord = ClockRate | ClockJump
"""The event: a fault changed the server's clock."""
CauseRecord = (
    StartedRecord | MessageRecord | TimeoutRecord | CallRecord | WriteCompletion | OperatorRecord | ClockRecord
)


class JournalEvent(Record, frozen=True, array_like=True):
    """One event: its time in ns of the machine's monotonic clock, what it was, and the effects in their order."""

    at_ns: int
    cause: CauseRecord
    effects: tuple[EffectRecord, ...]

    def at_ms(self, epoch_ns: int) -> float:
        """Return the true time in ms since the start of the cluster, as the server and the model count it."""
        return ms_since_cluster_start(self.at_ns, epoch_ns)


def ms_since_cluster_start(at_ns: int, epoch_ns: int) -> float:
    """Return a time of the machine's monotonic clock in ms since the start of the cluster."""
    return round((at_ns - epoch_ns) / 1e6, 3)


class WipeRecord(Record, frozen=True):
    """The disk of a server was wiped after this start; `durable_number` is the last change that it held."""

    incarnation: int
    durable_number: int


@dataclass(frozen=True)
class Journal:
    """One start of a node, as its journal has it."""

    header: JournalHeader
    events: tuple[JournalEvent, ...]


ENCODER = msgspec.msgpack.Encoder()
HEADER_DECODER = msgspec.msgpack.Decoder(JournalHeader)
EVENT_DECODER = msgspec.msgpack.Decoder(JournalEvent)


@dataclass
class JournalWriter:
    """Appends the events of one start to a file; without a folder it writes nothing."""

    folder: Path | None
    header: JournalHeader
    _handle: int = -1
    _waiting: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.folder is not None:
            file = self.folder / JOURNAL_NAME.format(self.header.incarnation)
            self._handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
            self._waiting.append(ENCODER.encode(self.header))

    @property
    def is_on(self) -> bool:
        """Return whether events are written."""
        return self._handle >= 0

    def add(self, event: JournalEvent) -> None:
        """Take an event; `write` puts it into the file."""
        if self._handle >= 0:
            self._waiting.append(ENCODER.encode(event))

    def write(self) -> None:
        """Write the events that were added. OSError if there is no room."""
        if not self._waiting:
            return
        view = memoryview(pack_records(self._waiting))
        self._waiting = []
        while view:
            view = view[os.write(self._handle, view) :]


def read_node_wipes(folder: Path) -> tuple[WipeRecord, ...]:
    """Return how often the disk of a node was wiped. DamagedFileError for a damaged file."""
    file = folder / WIPES_NAME
    try:
        return msgspec.json.decode(file.read_bytes(), type=tuple[WipeRecord, ...])
    except FileNotFoundError:
        return ()
    except msgspec.DecodeError as error:
        raise damaged_file_error(file, 0, str(error)) from None


def add_wipe(folder: Path, wipe: WipeRecord) -> None:
    """Note that the disk of a node was wiped."""
    (folder / WIPES_NAME).write_bytes(msgspec.json.encode((*read_node_wipes(folder), wipe)))


def read_node_journals(folder: Path) -> tuple[Journal, ...]:
    """Return the journals of one node, in the order of its starts. DamagedFileError for a damaged file."""
    return tuple(map(read_journal, sorted(folder.glob(JOURNAL_NAME.format(0).replace("000000", "*")))))


def read_journal(file: Path) -> Journal:
    """Return the journal in `file`; an event that was not written to its end took no effect, and is left out."""
    first, *rest = unpack_records(file.read_bytes(), file).payloads
    return Journal(HEADER_DECODER.decode(first), tuple(map(EVENT_DECODER.decode, rest)))
