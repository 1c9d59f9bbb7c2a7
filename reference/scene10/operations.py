"""Scene 10: what a deployed leader does besides being right. (Raft §8; dissertation §3.10, §6.4, §10.2)"""

import json

from raftlab.labs.scene06.messages import TransferVote
from raftlab.labs.scene10.messages import TimeoutNow, entry_bytes
from raftlab.server import (
    LEADER,
    NOT_LEADER,
    AppendEntries,
    AppendEntriesReply,
    ClientRequest,
    Command,
    ConfigurationRequest,
    Entry,
    Message,
    Options,
    Outcome,
    RequestVote,
    Server,
    ServerId,
    TransferRequest,
    WriteCompletion,
)


class Operations(Server):
    """Refines the server of the scenes before: appends on their way, a disk that takes its time, a planned handover.

    Each part is switched on by an option, and does nothing without it: no_op, window_messages (with window_bytes and
    bytes_per_append), disk "background", calls_in_order. A transfer begins when an operator asks for it.
    """

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        # A leader's: follower -> (prevLogIndex, last index, bytes) of each append on its way, oldest first.
        self.in_flight: dict[ServerId, list[tuple[int, int, int]]] = {}
        self.probing: set[ServerId] = set()  # followers whose log is being looked for, one entry at a time
        # The disk's: number of a write under way -> (last index that it will make durable, when it was first tried).
        self.writes: dict[int, tuple[int, float]] = {}
        self.durable_index: int = 0  # the log up to here is on the disk
        self.persisted_state: tuple[int, ServerId | None, int] | None = None  # what the last persist() was about
        self.verified_index: int = 0  # up to here the log agrees with that of the leader of currentTerm
        # The transfer's.
        self.transfer_target: ServerId | None = None  # whom this leader hands over to; None: nobody
        self.transfer_term: int = 0  # the election of this term was asked for by a leader
        self.lease_revoked_in: int = 0  # in this term no lease is valid any more
        # client -> its newest applied call, while options.calls_in_order.
        self.newest_applied: dict[str, int] = {}

    # ---- given: the disk -----------------------------------------------------------------------------------------

    def started(self) -> None:
        self.durable_index = self.log.lastIndex()
        self.persisted_state = (self.currentTerm, self.votedFor, self.log.lastIncludedIndex)
        super().started()

    def persist(self) -> None:
        """Write in the background if only the log has grown or shrunk; else wait for the disk: the rest is small."""
        state = (self.currentTerm, self.votedFor, self.log.lastIncludedIndex)
        if self.options.disk == "background" and state == self.persisted_state:
            self.writes[self.persist_in_background()] = (self.log.lastIndex(), self.now)
            return
        super().persist()
        self.persisted_state, self.durable_index, self.writes = state, self.log.lastIndex(), {}

    def send(self, to: ServerId, message: Message) -> None:
        if isinstance(message, AppendEntriesReply) and message.success and self.options.disk == "background":
            message = self.durable_reply(message)
        elif isinstance(message, RequestVote) and message.term == self.transfer_term:
            message = TransferVote(message.term, message.candidateId, message.lastLogIndex, message.lastLogTerm)
        super().send(to, message)

    def handleElectionTimeout(self) -> None:
        if self.role != LEADER and self.disk_is_late():
            self.resetElectionTimer()
        else:
            super().handleElectionTimeout()

    # ---- given: events -------------------------------------------------------------------------------------------

    def handleHeartbeatTimeout(self) -> None:
        if self.role == LEADER and self.disk_is_late():
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
            return
        super().handleHeartbeatTimeout()
        if self.options.window_messages:
            for follower in self.followers:
                self.send_heartbeat(follower)
        self.hand_over()

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.verified_index = 0
        if self.transfer_target is not None:
            self.transfer_target = None
            self.cancelTimer("transfer")
        self.in_flight = {}
        self.probing = set()
        super().becomeFollower(term)

    def handleClientRequest(self, req: ClientRequest) -> None:
        if self.role == LEADER and not self.takes_call(req.command):
            self.reply(req.command.client, req.command.sequence, NOT_LEADER)
        else:
            super().handleClientRequest(req)

    def handleConfigurationRequest(self, req: ConfigurationRequest) -> None:
        if self.transfer_target is None:
            super().handleConfigurationRequest(req)

    def handleTransferRequest(self, req: TransferRequest) -> None:
        others = [voter for voter in self.configuration().voters if voter != self.id]
        if self.role == LEADER and self.transfer_target is None and req.target in others:
            self.transferLeadership(req.target)

    def handleTransferTimeout(self) -> None:
        self.transfer_target = None

    def leaseIsValid(self) -> bool:
        return self.lease_revoked_in != self.currentTerm and super().leaseIsValid()

    # ---- given: the newest call of each client -------------------------------------------------------------------

    def newest_sequence(self, client: str) -> int:
        """Return the number of the client's newest call in the log, applied or not; 0 for none."""
        newest = self.newest_applied.get(client, 0)
        for index in range(self.lastApplied + 1, self.log.lastIndex() + 1):
            command = self.log[index].command
            if command is not None and command.client == client:
                newest = max(newest, command.sequence)
        return newest

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        if command is not None and command.client and self.options.calls_in_order:
            newest = self.newest_applied.get(command.client, 0)
            self.newest_applied[command.client] = max(newest, command.sequence)
        return super().apply(command)

    def machine_text(self) -> str:
        text = super().machine_text()
        return json.dumps([text, sorted(self.newest_applied.items())]) if self.options.calls_in_order else text

    def restore_machine(self, data: str) -> None:
        if self.options.calls_in_order:
            data, newest = json.loads(data)
            self.newest_applied = dict(newest)
        super().restore_machine(data)

    # ---- to write: the no-op -------------------------------------------------------------------------------------

    def becomeLeader(self) -> None:
        """Lead currentTerm as before; with options.no_op, begin with a no-op: an entry of this term without a command.

        super() is the method of the scenes before. With options.no_op scene 09 appends nothing of its own any more, and
        its reads wait for the first entry of this term. The no-op goes the way of every entry: it is persisted, sent to
        each follower, and counted by tryAdvanceCommit(). May change: role, leaderId, votesGranted, nextIndex,
        matchIndex, log and commitIndex. About 7 lines.
        """
        super().becomeLeader()
        if self.options.no_op:
            self.log.append(Entry(self.currentTerm))
            self.persist()
            for follower in self.followers:
                self.replicateTo(follower)
            self.tryAdvanceCommit()

    # ---- to write: pipelining ------------------------------------------------------------------------------------

    def replicateTo(self, follower: ServerId) -> None:
        """Send `follower` what it lacks, message after message, as long as its window has room.

        Without options.window_messages, and where the log no longer holds what the follower needs, super() sends as
        before. Else each message takes the next entries from nextIndex[follower] on, as many as the limits allow, and
        nextIndex moves on at once, without waiting for the answer; note the message in in_flight. A message holds at
        most entriesPerAppend entries (0: no limit), and entries of at most bytes_per_append bytes (unset: no limit); a
        larger entry goes alone. On their way to one follower are at most window_messages messages, and with the next
        one at most window_bytes (unset: no limit); a message always goes where none is on its way. A follower in
        `probing`, after a refusal, gets one message of one entry at a time; a new leader begins with a whole window.
        entry_bytes(entry) is given. Nothing to send: send nothing. May change: nextIndex. About 20 lines.
        """
        if not self.options.window_messages or self.nextIndex[follower] <= self.log.lastIncludedIndex:
            self.in_flight.pop(follower, None)
            super().replicateTo(follower)
            return
        sent = self.in_flight.setdefault(follower, [])
        while self.nextIndex[follower] <= self.log.lastIndex():
            entries, size = self.next_batch(follower)
            if sent and not self.has_room(follower, size):
                return
            prev = self.nextIndex[follower] - 1
            self.send(follower, self.append_message(prev, entries))
            sent.append((prev, prev + len(entries), size))
            self.nextIndex[follower] = prev + len(entries) + 1

    def next_batch(self, follower: ServerId) -> tuple[tuple[Entry, ...], int]:
        """Return the entries of the next message, and their bytes."""
        limit = 1 if follower in self.probing else self.options.entriesPerAppend
        entries = self.log.entriesFrom(self.nextIndex[follower], limit)
        size, count = entry_bytes(entries[0]), 1
        for entry in entries[1:]:
            if self.options.bytes_per_append and size + entry_bytes(entry) > self.options.bytes_per_append:
                break
            size, count = size + entry_bytes(entry), count + 1
        return entries[:count], size

    def has_room(self, follower: ServerId, size: int) -> bool:
        """Tell whether a message of `size` bytes may follow those on their way to `follower`."""
        sent = self.in_flight[follower]
        limit = 1 if follower in self.probing else self.options.window_messages
        total = size + sum(each for _, _, each in sent)
        fits = not self.options.window_bytes or total <= self.options.window_bytes
        return fits and len(sent) < limit

    def append_message(self, prev: int, entries: tuple[Entry, ...]) -> AppendEntries:
        return AppendEntries(self.currentTerm, self.id, prev, self.log.term(prev), entries, self.commitIndex)

    def send_heartbeat(self, follower: ServerId) -> None:
        """Send `follower` an AppendEntries without entries, also where the window is full.

        Runs with every heartbeat if options.window_messages is set, after replicateTo. The follower must learn
        commitIndex from it, and this server must learn from the answer if a message was lost: which prevLogIndex shows
        that? Where the log knows no term there, replicateTo has sent a part of the snapshot: send nothing.
        May change: nothing. About 3 lines.
        """
        prev = self.nextIndex[follower] - 1
        if prev >= self.log.lastIncludedIndex:
            self.send(follower, self.append_message(prev, ()))

    def handleAppendEntriesReply(self, reply: AppendEntriesReply) -> None:
        """Learn from the answer to any message on its way, in whatever order the answers come.

        Without options.window_messages, super() decides, and then a transfer may go on: hand_over(). With it, an answer
        names its message: a success acknowledges the log up to matchIndex, a refusal repeats prevLogIndex. A success
        raises matchIndex and takes from in_flight every message that it covers; then tryAdvanceCommit(). A refusal
        counts only if its prevLogIndex is above what is acknowledged, and below nextIndex: then go back, forget what is
        on its way, and look for the place with single entries (probing) until the next success. A message that was lost
        because it was too large is never repeated unchanged. Where to go back to: reply.conflictIndex and conflictTerm,
        as in scene 04; below prevLogIndex, above matchIndex. Then send on, at once, and hand_over(). May change:
        matchIndex, nextIndex and commitIndex. About 18 lines.
        """
        follower = reply.followerId
        if not self.options.window_messages or self.role != LEADER:
            super().handleAppendEntriesReply(reply)
        elif follower in self.nextIndex:
            if reply.success:
                self.count_success(follower, reply.matchIndex)
            elif self.matchIndex[follower] < reply.prevLogIndex < self.nextIndex[follower]:
                self.nextIndex[follower] = max(self.matchIndex[follower] + 1, self.earlier_index(reply))
                self.in_flight[follower] = []
                self.probing.add(follower)
            self.replicateTo(follower)
        self.hand_over()

    def count_success(self, follower: ServerId, index: int) -> None:
        """Take an acknowledgement up to `index`."""
        self.matchIndex[follower] = max(self.matchIndex[follower], index)
        self.nextIndex[follower] = max(self.nextIndex[follower], self.matchIndex[follower] + 1)
        self.in_flight[follower] = [sent for sent in self.in_flight.get(follower, []) if sent[1] > index]
        self.probing.discard(follower)
        self.tryAdvanceCommit()

    def earlier_index(self, reply: AppendEntriesReply) -> int:
        """Return where to go on after a refusal: from the follower's hint if it gives one, else one entry earlier."""
        index = reply.prevLogIndex
        if 0 < reply.conflictIndex < index:
            index = reply.conflictIndex
            while reply.conflictTerm and index < reply.prevLogIndex and self.holds_term(index, reply.conflictTerm):
                index += 1
        return max(1, index)

    def holds_term(self, index: int, term: int) -> bool:
        return index >= self.log.lastIncludedIndex and self.log.holds(index, term)

    # ---- to write: a disk that takes its time --------------------------------------------------------------------

    def durable_reply(self, reply: AppendEntriesReply) -> AppendEntriesReply:
        """Return what may be sent now in place of `reply`, a success: it may acknowledge only what is durable.

        Runs for each success that this server is about to send, with options.disk "background". reply.matchIndex is
        where the log agrees with the leader's; durable_index is what the disk has. Note the highest matchIndex of this
        term in verified_index: onPersisted acknowledges the rest. May change: nothing. About 8 lines.
        """
        self.verified_index = max(self.verified_index, reply.matchIndex)
        return AppendEntriesReply(
            term=reply.term,
            followerId=reply.followerId,
            success=True,
            prevLogIndex=reply.prevLogIndex,
            matchIndex=min(reply.matchIndex, self.durable_index),
        )

    def onPersisted(self, completion: WriteCompletion) -> None:
        """Take the end of a background write: what it was to make durable is durable, unless it failed.

        writes[completion.number] is (last index, time); a number that is not there means that a later persist() has
        made everything durable already. Delete it. This server may have another role by now; the entries are the same.
        A success raises durable_index, which never falls here: a leader then counts its own copy (tryAdvanceCommit), a
        follower acknowledges to its leader as far as the log agrees with the leader's. A write that failed is begun
        again with persist(); the disk is late from the first attempt on: keep the time.
        May change: commitIndex. About 18 lines.
        """
        if completion.number not in self.writes:
            return
        index, begun = self.writes.pop(completion.number)
        if completion.failed:
            self.persist()
            if self.writes:
                number = max(self.writes)
                self.writes[number] = (self.writes[number][0], begun)
        elif index > self.durable_index:
            self.durable_index = index
            if self.role == LEADER:
                self.tryAdvanceCommit()
            elif self.leaderId is not None and self.verified_index:
                self.send(self.leaderId, AppendEntriesReply(self.currentTerm, self.id, True, 0, self.verified_index))

    def truncateConflicts(self, req: AppendEntries) -> None:
        """Delete what conflicts, as in scene 05, and never count a deleted entry as durable.

        super() deletes; what is left ends at log.lastIndex(). Neither durable_index nor the index of any write under
        way may be behind that: whatever is appended there afterwards, the disk may still hold the old entry, or be
        about to write it. May change: log. About 5 lines.
        """
        super().truncateConflicts(req)
        end = self.log.lastIndex()
        self.durable_index = min(self.durable_index, end)
        self.writes = {number: (min(index, end), begun) for number, (index, begun) in self.writes.items()}

    def tryAdvanceCommit(self) -> bool:
        """Raise commitIndex to the highest entry of this term that a quorum has on its disks. Return whether it moved.

        With options.disk "background", this server is one of them only up to durable_index; a majority of others is
        enough. quorum(servers) is scene 07's. Otherwise super() decides. May change: commitIndex. About 10 lines.
        """
        if self.options.disk != "background":
            return super().tryAdvanceCommit()
        for index in range(self.log.lastIndex(), self.commitIndex, -1):
            if self.log[index].term != self.currentTerm:
                return False
            stored = {each for each in self.followers if self.matchIndex.get(each, 0) >= index}
            if self.quorum(stored | {self.id} if self.durable_index >= index else stored):
                self.commitIndex = index
                return True
        return False

    def disk_is_late(self) -> bool:
        """Tell whether the disk hangs: a write under way was tried first longer ago than the shortest timeout.

        A leader that finds its disk late steps down, and a server with a late disk starts no election. A stall that
        is shorter than half of electionWindow()[0] must end no leadership; one of four times electionWindow()[1] must.
        May change: nothing. About 2 lines.
        """
        return any(self.now - begun > self.electionWindow()[0] for _, begun in self.writes.values())

    # ---- to write: calls in their order, and a planned handover --------------------------------------------------

    def takes_call(self, command: Command) -> bool:
        """Tell whether this leader appends a client's call now; if not, the client hears NOT_LEADER and tries again.

        Not while it hands over: the target must catch up with every entry. A get needs no entry if options.reads of
        scene 09 is set, and may be taken then. With options.calls_in_order a client has several calls on their way and
        numbers those that need an entry 1, 2, 3, …: such a call is taken only if the one before it is in this log;
        newest_sequence() is given. A call with client "" has no order, and neither has a get that needs no entry: its
        number is none of these. Retries are taken. May change: nothing. About 6 lines.
        """
        needs_entry = command.operation != "get" or not self.options.reads
        if self.transfer_target is not None and needs_entry:
            return False
        if not self.options.calls_in_order or not command.client or not needs_entry:
            return True
        return command.sequence <= self.newest_sequence(command.client) + 1

    def transferLeadership(self, target: ServerId) -> None:
        """Begin to hand over to `target`, another voter. (dissertation §3.10)

        Runs on a leader that hands over to nobody yet. Note transfer_target; from now on no new call is taken. Send the
        target what it lacks. If the transfer takes longer than an election timeout (electionWindow()[0]), the timer
        "transfer" ends it, and calls are taken again. hand_over() does the rest. May change: nextIndex. About 4 lines.
        """
        self.transfer_target = target
        self.setTimer("transfer", self.electionWindow()[0], self.electionWindow()[0])
        self.replicateTo(target)
        self.hand_over()

    def hand_over(self) -> None:
        """Send transfer_target a TimeoutNow, if it stores this leader's whole log.

        Runs after each answer to an append, and with each heartbeat. From the first TimeoutNow on, another server may
        lead at any moment, also if the transfer is given up: note in lease_revoked_in that no lease of this term is
        valid. May change: nothing. About 5 lines.
        """
        target = self.transfer_target
        if target is None or self.role != LEADER or self.matchIndex.get(target, 0) < self.log.lastIndex():
            return
        self.lease_revoked_in = self.currentTerm
        self.send(target, TimeoutNow(self.currentTerm, self.id))

    def handleTimeoutNow(self, req: TimeoutNow) -> None:
        """Start an election at once, without Pre-Vote: the leader wants this server to lead. (dissertation §3.10)

        req is of currentTerm: an older one was dropped before. The voters heard a leader a moment ago and would refuse;
        for the election of transfer_term the given send() asks them for a TransferVote, which they answer. A server
        that may not campaign (may_campaign(), scene 07), that leads, or whose disk is late does nothing. May change:
        role, currentTerm, votedFor, leaderId, votesGranted, nextIndex and matchIndex. About 4 lines.
        """
        if self.role != LEADER and self.may_campaign() and not self.disk_is_late():
            self.transfer_term = self.currentTerm + 1
            self.startElection()
