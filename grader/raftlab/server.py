"""The server that every layer extends: Figure 2's state, the messages, and the actions that a handler may take.

A scene adds one *layer*, a class that extends `Server`. The kit combines the layers of scenes 1 to N into one server.
Later layers come first, so `super()` calls the earlier scenes. This file is all that a layer can see.

A handler takes one event and runs to its end. It acts only through the actions below (`send`, `persist`, `setTimer`,
`cancelTimer`, `reply`, `apply`). It is deterministic: the same state and the same event give the same actions in the
same order. A server can crash between any two actions of a handler; it then loses what it has not persisted.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final, Literal

import msgspec

from raftlab.plain_data import (
    COLLECTION_TYPES,
    PlainTypes,
    layer_plain_types,
    record_plain_types,
    tag_value,
    untag_value,
)

ServerId = str
"""The name of a server: "S1", "S2", …"""

WriteNumber = int
"""The number of a background write: 1 for the first since the server started."""

Role = Literal["follower", "pre-candidate", "candidate", "leader"]
FOLLOWER: Final = "follower"
PRE_CANDIDATE: Final = "pre-candidate"
CANDIDATE: Final = "candidate"
LEADER: Final = "leader"

Outcome = Literal["ok", "not leader", "unknown", "refused"]
OK: Final = "ok"
"""The command took effect."""
NOT_LEADER: Final = "not leader"
"""The command did not take effect and never will: a definite failure."""
UNKNOWN: Final = "unknown"
"""The command may or may not take effect; the server does not know."""
REFUSED: Final = "refused"
"""The command is in the log but had no effect: its session has expired."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An immutable value. Two records are equal if their fields are equal."""


class Command(Record, frozen=True, omit_defaults=True):
    """A client's command to the state machine.

    `operation` is one of put, get, append, cas (compare-and-set), delete and expire (end the session `key`).
    (client, sequence) identifies the call; a retry has the same pair. A command with client "" has no session.
    """

    operation: str
    key: str = ""
    value: str = ""
    expected: str = ""
    client: str = ""
    sequence: int = 0


class Configuration(Record, frozen=True, omit_defaults=True):
    """The members of the cluster: its voters and its learners, each in order of their names. (Raft §6)

    A learner gets the log and has no vote. With `old_voters` the configuration is joint: it changes from the old voters
    to `voters`. A server of `learners` that is an old voter still votes on the old side until the joint phase ends.
    """

    voters: tuple[ServerId, ...]
    learners: tuple[ServerId, ...] = ()
    old_voters: tuple[ServerId, ...] | None = None

    @property
    def is_joint(self) -> bool:
        """Return whether a change from the old voters is under way."""
        return self.old_voters is not None

    @property
    def members(self) -> tuple[ServerId, ...]:
        """Return every server of the configuration, voters and learners, in order of their names."""
        return tuple(sorted({*self.voters, *self.learners, *(self.old_voters or ())}))


class Entry(Record, frozen=True, omit_defaults=True):
    """One entry of the log: a command, and the term in which a leader received it. A command of None is a no-op.

    An entry with a configuration has no command.
    """

    term: int
    command: Command | None = msgspec.field(default_factory=lambda: None)  # written even if it is None
    configuration: Configuration | None = None

    def __repr__(self) -> str:
        configuration = "" if self.configuration is None else f", configuration={self.configuration!r}"
        return f"Entry(term={self.term!r}, command={self.command!r}{configuration})"


class Message(Record, frozen=True, tag=True):
    """A message from one server to another. Every message carries its sender's term (Raft §5.1)."""

    term: int

    @property
    def sender(self) -> ServerId:
        """Return the id of the server that sent this message: the field after the term."""
        sender: ServerId = getattr(self, self.__struct_fields__[1])
        return sender

    def refusal(self, term: int, sender: ServerId) -> Message | None:
        """Return the reply by which `sender` refuses this request in `term`; None if this message is itself a reply."""
        return None


class RequestVote(Message, frozen=True):
    """A candidate asks for a vote (Figure 2, RequestVote RPC)."""

    candidateId: ServerId
    lastLogIndex: int
    lastLogTerm: int

    def refusal(self, term: int, sender: ServerId) -> Message:
        return RequestVoteReply(term=term, voterId=sender, voteGranted=False)


class RequestVoteReply(Message, frozen=True):
    """The reply to RequestVote."""

    voterId: ServerId
    voteGranted: bool


class AppendEntries(Message, frozen=True):
    """A leader sends entries, or none as a heartbeat (Figure 2, AppendEntries RPC).

    `entries` follow the entry at prevLogIndex: the first one has index prevLogIndex + 1.
    """

    leaderId: ServerId
    prevLogIndex: int
    prevLogTerm: int
    entries: tuple[Entry, ...]
    leaderCommit: int

    def refusal(self, term: int, sender: ServerId) -> Message:
        return AppendEntriesReply(term=term, followerId=sender, success=False, prevLogIndex=self.prevLogIndex)


class AppendEntriesReply(Message, frozen=True):
    """The reply to AppendEntries.

    On success, matchIndex is the last index that the request sent or confirmed. On a refusal, prevLogIndex repeats the
    request's, and (conflictTerm, conflictIndex) may say where to try next; 0 means no hint (Raft §5.3).
    """

    followerId: ServerId
    success: bool
    prevLogIndex: int = 0
    matchIndex: int = 0
    conflictTerm: int = 0
    conflictIndex: int = 0


class ClientRequest(Record, frozen=True, tag=True):
    """A client's call that reaches a server. (command.client, command.sequence) identifies it."""

    command: Command


class Change(Record, frozen=True):
    """One part of a change of the configuration: `action` says what `server` becomes, or that it leaves."""

    action: Literal["voter", "learner", "remove"]
    server: ServerId


class ConfigurationRequest(Record, frozen=True, tag=True):
    """An operator asks a server to change the configuration. `joint`: by way of a joint configuration."""

    changes: tuple[Change, ...]
    joint: bool = False


class CompactionRequest(Record, frozen=True, tag=True):
    """An operator asks a server to replace its log up to `index` by a snapshot."""

    index: int


class TransferRequest(Record, frozen=True, tag=True):
    """An operator asks a leader to hand its leadership over to `target`."""

    target: ServerId


class WriteCompletion(Record, frozen=True, tag=True):
    """The disk has ended the background write `number`. `failed`: it reported an error, and the old content stays."""

    number: int
    failed: bool = False


class Waiting(Record, frozen=True):
    """A client that waits for its entry: the entry's term, and the (client, sequence) of the call."""

    term: int
    client: str
    sequence: int


class Options(Record, frozen=True):
    """The options of a deployment. Times are in ms. entriesPerAppend 0 means no limit.

    The options of scene 10 are unset unless a deployment turns them on. no_op: a new leader appends a no-op. disk
    "background": the log is written while the server goes on. window_messages and window_bytes bound the appends that
    a leader has on the way to one follower; bytes_per_append bounds the entries of one append. calls_in_order: a leader
    takes the calls of one client that need an entry in the order of their numbers, without a gap. Where reads is set, a
    get needs none, and its number is not one of these.
    """

    electionTimeout: tuple[int, int] = (150, 300)
    heartbeatInterval: int = 50
    entriesPerAppend: int = 0
    preVote: bool = True
    checkQuorum: bool = True
    sticky_votes: bool = True  # with checkQuorum: grant no vote while a leader is heard
    reads: Literal["index", "lease"] | msgspec.UnsetType = msgspec.UNSET  # how a get is answered; unset: by the log
    no_op: bool | msgspec.UnsetType = msgspec.UNSET
    disk: Literal["background"] | msgspec.UnsetType = msgspec.UNSET
    window_messages: int | msgspec.UnsetType = msgspec.UNSET
    window_bytes: int | msgspec.UnsetType = msgspec.UNSET
    bytes_per_append: int | msgspec.UnsetType = msgspec.UNSET
    calls_in_order: bool | msgspec.UnsetType = msgspec.UNSET


class CompactedError(IndexError):
    """An entry that a snapshot covers was asked for."""


class Log:
    """The replicated log. Indexes start at 1. Index 0, with term 0, is the position before the first entry.

    A log may begin behind a snapshot, above scene 08 in every scene: the entries up to lastIncludedIndex are gone, and
    of the last of them only the term is known, lastIncludedTerm. Of an index below that nothing is known: a
    CompactedError. So ask for entries by their index: len(log) is then less than lastIndex(), and the first of
    list(log) is not entry 1.
    """

    lastIncludedIndex: int = 0  # Invariant: only entries up to commitIndex are compacted.
    lastIncludedTerm: int = 0

    def __init__(self, entries: Iterable[Entry] = (), lastIncludedIndex: int = 0, lastIncludedTerm: int = 0) -> None:
        self._entries: list[Entry] = list(entries)
        if lastIncludedIndex:
            self.lastIncludedIndex = lastIncludedIndex
            self.lastIncludedTerm = lastIncludedTerm

    def firstIndex(self) -> int:
        """Return the index of the first entry that the log still holds, or would hold."""
        return self.lastIncludedIndex + 1

    def lastIndex(self) -> int:
        """Return the index of the last entry, also if a snapshot covers it; 0 for an empty log."""
        return self.lastIncludedIndex + len(self._entries)

    def lastTerm(self) -> int:
        """Return the term of the last entry; 0 for an empty log."""
        return self._entries[-1].term if self._entries else self.lastIncludedTerm

    def term(self, index: int) -> int:
        """Return the term of the entry at `index`; 0 at index 0. IndexError if there is no such entry."""
        return self.lastIncludedTerm if index == self.lastIncludedIndex else self[index].term

    def holds(self, index: int, term: int) -> bool:
        """Return whether the log has an entry of `term` at `index`; True for (0, 0). May raise CompactedError."""
        return 0 <= index <= self.lastIndex() and self.term(index) == term

    def append(self, entry: Entry) -> None:
        """Add `entry` at index lastIndex() + 1."""
        if not isinstance(entry, Entry):
            raise TypeError(f"log.append(entry): entry is of type {type(entry).__name__}; it must be an Entry")
        if type(entry.term) is not int or not isinstance(entry.command, Command | None):
            kinds = f"Entry({type(entry.term).__name__}, {type(entry.command).__name__})"
            raise TypeError(f"log.append(entry): entry is an {kinds}; it must be an Entry(int, Command or None)")
        if entry.configuration is not None and not isinstance(entry.configuration, Configuration):
            kind = type(entry.configuration).__name__
            raise TypeError(f"log.append(entry): its configuration is a {kind}; it must be a Configuration or None")
        self._entries.append(entry)

    def truncateFrom(self, index: int) -> None:
        """Delete the entry at `index` and all entries after it. An index past the end deletes nothing."""
        del self._entries[self._position(index, f"truncateFrom({index})") :]

    def entriesFrom(self, index: int, limit: int = 0) -> tuple[Entry, ...]:
        """Return the entries from `index` on, at most `limit` (0: no limit)."""
        start = self._position(index, f"entriesFrom({index})")
        return tuple(self._entries[start : start + limit if limit else None])

    def compactTo(self, index: int) -> None:
        """Drop the entries up to `index`, which a snapshot covers from now on; keep those after it."""
        self.lastIncludedTerm = self.term(index)
        del self._entries[: index - self.lastIncludedIndex]
        self.lastIncludedIndex = index

    def resetTo(self, index: int, term: int) -> None:
        """Drop every entry: the log now begins behind a snapshot up to `index`, whose last entry is of `term`."""
        self._entries = []
        self.lastIncludedIndex, self.lastIncludedTerm = index, term

    def copy(self) -> Log:
        """Return a copy of the log."""
        return Log(self._entries, self.lastIncludedIndex, self.lastIncludedTerm)

    def _position(self, index: int, asked: str) -> int:
        """Return the position of `index` in the list. IndexError for one below the first."""
        if index <= self.lastIncludedIndex:
            if index < 1:
                raise IndexError(f"{asked}: indexes start at 1")
            raise CompactedError(f"{asked}: a snapshot covers the entries up to {self.lastIncludedIndex}")
        return index - self.lastIncludedIndex - 1

    def __getitem__(self, index: int) -> Entry:
        """Return the entry at `index`. Of the one at lastIncludedIndex, behind a snapshot, only the term is left."""
        position = index - self.lastIncludedIndex - 1
        if 0 <= position < len(self._entries):
            return self._entries[position]
        if index == self.lastIncludedIndex and index:
            return Entry(self.lastIncludedTerm)
        if 0 <= index < self.lastIncludedIndex:
            raise CompactedError(f"log[{index}]: a snapshot covers the entries up to {self.lastIncludedIndex}")
        raise IndexError(f"log[{index}]: the log holds indexes {self.firstIndex()} to {self.lastIndex()}")

    def __len__(self) -> int:
        """Return how many entries the log holds: lastIndex() if it begins at index 1."""
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries from firstIndex() on."""
        return iter(self._entries)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Log)
            and self._entries == other._entries
            and (self.lastIncludedIndex, self.lastIncludedTerm) == (other.lastIncludedIndex, other.lastIncludedTerm)
        )

    __hash__ = None  # type: ignore[assignment]  # a log changes

    def __repr__(self) -> str:
        behind = f", behind {self.lastIncludedIndex}@{self.lastIncludedTerm}" if self.lastIncludedIndex else ""
        return f"Log(terms={[entry.term for entry in self._entries]}{behind})"


class Snapshot(Record, frozen=True):
    """What replaces the log up to lastIncludedIndex: `data` is the state machine with its sessions. (Raft §7)

    `configuration` is the last one up to lastIncludedIndex; None if that is the initial one.
    """

    lastIncludedIndex: int
    lastIncludedTerm: int
    configuration: Configuration | None
    data: str


class Send(Record, frozen=True, tag=True):
    """The action `send`."""

    to: ServerId
    message: Any


class Persist(Record, frozen=True, tag=True):
    """The action `persist`: `fields` maps the persistent attributes to their values."""

    fields: dict[str, Any]


class StartWrite(Record, frozen=True, tag=True):
    """The action `persist_in_background`: write `number` begins, with the values of the persistent attributes."""

    number: int
    fields: dict[str, Any]


class SaveSnapshot(Record, frozen=True, tag=True):
    """The action `saveSnapshot`. `failed`: the disk reported an error, and what was there before stays."""

    snapshot: Snapshot
    failed: bool = False


class SetTimer(Record, frozen=True, tag=True):
    """The action `setTimer`; the environment picks the delay from [low_ms, high_ms]."""

    name: str
    low_ms: int
    high_ms: int


class CancelTimer(Record, frozen=True, tag=True):
    """The action `cancelTimer`."""

    name: str


class Reply(Record, frozen=True, tag=True):
    """The action `reply`."""

    client: str
    sequence: int
    outcome: Outcome
    value: str | None = None
    leader: ServerId | None = None


class Apply(Record, frozen=True, tag=True):
    """The action `apply`: the command of the entry at `index` goes to the state machine."""

    index: int
    command: Command | None


Action = Send | Persist | StartWrite | SaveSnapshot | SetTimer | CancelTimer | Reply | Apply


MACHINE_RECORDS = record_plain_types(Command, Configuration, Entry, Waiting)
"""The records that a state machine and its sessions may hold, beside values of a layer's own classes."""


def copy_value(value: Any) -> Any:
    """Return a copy of a log, list, dict or set; any other value cannot change and is returned as it is."""
    if isinstance(value, Log):
        return value.copy()
    return copy.deepcopy(value) if isinstance(value, list | dict | set) else value


class Server:
    """One server of the cluster: the state of Figure 2, the actions, and a method for each event.

    The attributes below are the server's state. A layer may add its own in `__init__`. State must be plain data:
    numbers, strings, tuples, lists, dicts, sets, the records of this file, and values of classes that the layer's
    module defines: named tuples, enums, and classes with attributes.
    """

    __slots__ = ("__dict__", "_actions", "_disk_fails", "now")  # slots are not part of the state

    persistent: ClassVar[tuple[str, ...]] = ("currentTerm", "votedFor", "log")
    """The attributes that `persist` makes durable and a restart restores. A layer may add more."""

    snapshot: Snapshot | None = None
    """The last snapshot that `saveSnapshot` made durable; a restart restores it. (scene 08)"""

    _started_writes = 0
    """How many background writes this server has begun since it started. (scene 10)"""

    adopted_configuration: Configuration | None = None
    """The configuration in force; None if it is the initial one, in which all of `cluster` vote. (scene 07)"""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        # Identity.
        self.id = id
        self.cluster = cluster
        self.options = options

        # Persistent state on all servers (Figure 2).
        self.currentTerm: int = 0  # Invariant: never falls, across restarts too.
        self.votedFor: ServerId | None = None  # Invariant: at most one candidate per term, across restarts too.
        self.log = Log()  # Invariant: terms never fall along the log.

        # Volatile state on all servers (Figure 2).
        self.commitIndex: int = 0  # Invariant: never falls while the server is up.
        self.lastApplied: int = 0  # Invariant: lastApplied <= commitIndex.
        self.role: Role = FOLLOWER
        self.leaderId: ServerId | None = None  # the leader that clients are sent to

        # Volatile state on candidates.
        self.votesGranted: set[ServerId] = set()

        # Volatile state on leaders (Figure 2). The keys are the followers.
        self.nextIndex: dict[ServerId, int] = {}  # Invariant: nextIndex[f] > matchIndex[f].
        self.matchIndex: dict[ServerId, int] = {}  # Invariant: f has stored entries 1..matchIndex[f].

        # By log index: the client that waits for the entry, and what `apply` returned for it.
        self.waiting: dict[int, Waiting] = {}
        self.results: dict[int, tuple[Outcome, str | None]] = {}

        # The state machine.
        self.machine: dict[str, str] = {}
        self.sessions: dict[str, Any] = {}

        self.now: float = 0.0  # virtual time of the current event, in ms
        self._actions: list[Action] = []
        self._disk_fails = False  # whether saveSnapshot fails in this event

    def configuration(self) -> Configuration:
        """Return the configuration in force: who votes and who learns."""
        return self.adopted_configuration or Configuration(self.cluster)

    @property
    def followers(self) -> tuple[ServerId, ...]:
        """Return the other servers of the configuration in force."""
        members = self.cluster if self.adopted_configuration is None else self.adopted_configuration.members
        return tuple(other for other in members if other != self.id)

    def majority(self) -> int:
        """Return the number of servers in a majority of the voters; of a joint configuration, of the new voters."""
        voters = self.cluster if self.adopted_configuration is None else self.adopted_configuration.voters
        return len(voters) // 2 + 1

    # ---- actions that a handler may take ----------------------------------------------------------------------

    def send(self, to: ServerId, message: Message) -> None:
        """Send `message` to server `to`. It may be lost, delayed, duplicated, or reordered."""
        self._actions.append(Send(to, message))

    def persist(self) -> None:
        """Make the current persistent state durable. It is durable before any later action happens."""
        self._actions.append(Persist(self._persistent_values()))

    def persist_in_background(self) -> WriteNumber:
        """Begin to write the current persistent state, and go on; return the number of the write.

        The numbers rise by one. The disk ends its writes in their order; then onPersisted(completion) is called. Until
        then a crash loses the write. A persist() is durable at once, with all that it holds; writes that were begun
        before it change nothing any more, and still end.
        """
        self._started_writes += 1
        self._actions.append(StartWrite(self._started_writes, self._persistent_values()))
        return self._started_writes

    def _persistent_values(self) -> dict[str, Any]:
        """Return a copy of the persistent attributes."""
        return {name: copy_value(getattr(self, name)) for name in type(self).persistent}

    def saveSnapshot(self, snapshot: Snapshot) -> bool:
        """Make `snapshot` durable in place of the last one, whole or not at all; return whether the disk did it.

        It is a write of its own, beside those of persist(): a crash may come between any two writes.
        """
        self._actions.append(SaveSnapshot(snapshot, self._disk_fails))
        if not self._disk_fails:
            self.snapshot = snapshot
        return not self._disk_fails

    def setTimer(self, name: str, low_ms: int, high_ms: int) -> None:
        """Start or restart the timer `name`: after a delay in [low_ms, high_ms], `handle<Name>Timeout` is called."""
        self._actions.append(SetTimer(name, low_ms, high_ms))

    def cancelTimer(self, name: str) -> None:
        """Stop the timer `name` if it is running."""
        self._actions.append(CancelTimer(name))

    def reply(self, client: str, sequence: int, outcome: Outcome, value: str | None = None) -> None:
        """Answer the call (client, sequence). "ok" promises that the command is committed and took effect."""
        self._actions.append(Reply(client, sequence, outcome, value, self.leaderId))

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        """Give the command at lastApplied to the state machine; return what its client gets. (scene 01 extends this)"""
        self._actions.append(Apply(self.lastApplied, command))
        return OK, None

    def machine_text(self) -> str:
        """Return the state machine and its sessions as text, for the data of a snapshot: equal states, equal texts.

        TypeError if they hold something that is not plain data.
        """
        tagged = tag_value((self.machine, self.sessions), self.machine_types(), sorts_dicts=True)
        return msgspec.json.encode(tagged).decode()

    def restore_machine(self, data: str) -> None:
        """Set the state machine and its sessions to what machine_text() returned.

        ValueError or TypeError for another text.
        """
        self.machine, self.sessions = untag_value(msgspec.json.decode(data), self.machine_types())

    def machine_types(self) -> PlainTypes:
        """Return the types beyond Python's own that the state machine and its sessions may hold."""
        return {**layer_plain_types(type(self).__mro__), **COLLECTION_TYPES, **MACHINE_RECORDS}

    # ---- events: the kit calls these; layers extend them ---------------------------------------------------------

    def started(self) -> None:
        """Start: called once when the server boots or restarts, after its persistent state is restored."""

    def receive(self, message: Message) -> None:
        """Handle one message: call the method `handle<MessageType>`, if a layer defines it."""
        handler = getattr(self, "handle" + type(message).__name__, None)
        if handler is not None:
            handler(message)

    def handleClientRequest(self, req: ClientRequest) -> None:
        """Handle a client's call."""

    def handleConfigurationRequest(self, req: ConfigurationRequest) -> None:
        """Handle an operator's wish to change the configuration. (scene 07)"""

    def handleCompactionRequest(self, req: CompactionRequest) -> None:
        """Handle an operator's wish to compact the log. (scene 08)"""

    def handleTransferRequest(self, req: TransferRequest) -> None:
        """Handle an operator's wish that another server leads. (scene 10)"""

    def onPersisted(self, completion: WriteCompletion) -> None:
        """Handle the end of a background write. (scene 10)"""

    def settle(self) -> None:
        """Finish every event: apply committed entries, and answer the clients whose outcome is known."""
        if self.commitIndex > self.lastApplied:
            self.applyCommitted()
        if self.waiting:
            self.answerClients()

    # ---- what the scenes extend; each does nothing until its scene ------------------------------------------------

    def applyCommitted(self) -> None:
        """Apply, in order, the committed entries that are not yet applied. (scene 01)"""

    def observeTerm(self, term: int) -> None:
        """React to the term of a message. (scene 02)"""

    def becomeFollower(self, term: int) -> None:
        """Become a follower in `term`. (scene 02)"""

    def becomeCandidate(self) -> None:
        """Start a new term as a candidate. (scene 02)"""

    def becomeLeader(self) -> None:
        """Become the leader of the current term. (scene 03)"""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        """Return whether a log with this last entry is at least as up-to-date as this server's. (scenes 03 and 06)"""
        raise NotImplementedError("isUpToDate")

    def replicateTo(self, follower: ServerId) -> None:
        """Send `follower` the entries that it lacks, or a heartbeat. (scenes 03 and 04)"""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        """Handle a leader's entries or heartbeat. (scenes 03 and 04)"""

    def truncateConflicts(self, req: AppendEntries) -> None:
        """Make room for req.entries (Figure 2, AppendEntries, step 3). (scenes 04 and 05)"""

    def tryAdvanceCommit(self) -> bool:
        """Raise commitIndex as far as the paper allows; return whether it changed. (scene 05)"""
        return False

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        """Raise commitIndex as far as req allows (Figure 2, AppendEntries, step 5). (scene 05)"""

    def answerClients(self) -> None:
        """Answer each waiting client whose outcome is known. (scene 05)"""

    def __repr__(self) -> str:
        terms = [entry.term for entry in self.log]
        return f"<{self.id} {self.role} term {self.currentTerm} log {terms} commit {self.commitIndex}>"
