"""Scene 10: what a deployed leader does besides being right. (Raft §8; dissertation §3.10, §6.4, §10.2)"""

import json

from raftlab.labs.scene06.messages import TransferVote
from raftlab.labs.scene10.messages import TimeoutNow
from raftlab.server import (
    LEADER,
    NOT_LEADER,
    AppendEntries,
    AppendEntriesReply,
    ClientRequest,
    Command,
    ConfigurationRequest,
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
        # TODO(scene10): replace the next line.
        raise NotImplementedError

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
        # TODO(scene10): replace the next line.
        raise NotImplementedError

    def send_heartbeat(self, follower: ServerId) -> None:
        """Send `follower` an AppendEntries without entries, also where the window is full.

        Runs with every heartbeat if options.window_messages is set, after replicateTo. The follower must learn
        commitIndex from it, and this server must learn from the answer if a message was lost: which prevLogIndex shows
        that? Where the log knows no term there, replicateTo has sent a part of the snapshot: send nothing.
        May change: nothing. About 3 lines.
        """
        # TODO(scene10): replace the next line.
        raise NotImplementedError

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
        # TODO(scene10): replace the next line.
        raise NotImplementedError

    # ---- to write: a disk that takes its time --------------------------------------------------------------------

    def durable_reply(self, reply: AppendEntriesReply) -> AppendEntriesReply:
        """Return what may be sent now in place of `reply`, a success: it may acknowledge only what is durable.

        Runs for each success that this server is about to send, with options.disk "background". reply.matchIndex is
        where the log agrees with the leader's; durable_index is what the disk has. Note the highest matchIndex of this
        term in verified_index: onPersisted acknowledges the rest. May change: nothing. About 8 lines.
        """
        # TODO(scene10): replace the next line.
        raise NotImplementedError

    def onPersisted(self, completion: WriteCompletion) -> None:
        """Take the end of a background write: what it was to make durable is durable, unless it failed.

        writes[completion.number] is (last index, time); a number that is not there means that a later persist() has
        made everything durable already. Delete it. This server may have another role by now; the entries are the same.
        A success raises durable_index, which never falls here: a leader then counts its own copy (tryAdvanceCommit), a
        follower acknowledges to its leader as far as the log agrees with the leader's. A write that failed is begun
        again with persist(); the disk is late from the first attempt on: keep the time.
        May change: commitIndex. About 18 lines.
        """
        # TODO(scene10): replace the next line.
        raise NotImplementedError

    def truncateConflicts(self, req: AppendEntries) -> None:
        """Delete what conflicts, as in scene 05, and never count a deleted entry as durable.

        super() deletes; what is left ends at log.lastIndex(). Neither durable_index nor the index of any write under
        way may be behind that: whatever is appended there afterwards, the disk may still hold the old entry, or be
        about to write it. May change: log. About 5 lines.
        """
        # TODO(scene10): replace the next line.
        raise NotImplementedError

    def tryAdvanceCommit(self) -> bool:
        """Raise commitIndex to the highest entry of this term that a quorum has on its disks. Return whether it moved.

        With options.disk "background", this server is one of them only up to durable_index; a majority of others is
        enough. quorum(servers) is scene 07's. Otherwise super() decides. May change: commitIndex. About 10 lines.
        """
        # TODO(scene10): replace the next line.
        raise NotImplementedError

    def disk_is_late(self) -> bool:
        """Tell whether the disk hangs: a write under way was tried first longer ago than the shortest timeout.

        A leader that finds its disk late steps down, and a server with a late disk starts no election. A stall that
        is shorter than half of electionWindow()[0] must end no leadership; one of four times electionWindow()[1] must.
        May change: nothing. About 2 lines.
        """
        # TODO(scene10): replace the next line.
        raise NotImplementedError

    # ---- to write: calls in their order, and a planned handover --------------------------------------------------

    def takes_call(self, command: Command) -> bool:
        """Tell whether this leader appends a client's call now; if not, the client hears NOT_LEADER and tries again.

        Not while it hands over: the target must catch up with every entry. A get needs no entry if options.reads of
        scene 09 is set, and may be taken then. With options.calls_in_order a client has several calls on their way and
        numbers those that need an entry 1, 2, 3, …: such a call is taken only if the one before it is in this log;
        newest_sequence() is given. A call with client "" has no order, and neither has a get that needs no entry: its
        number is none of these. Retries are taken. May change: nothing. About 6 lines.
        """
        # TODO(scene10): replace the next line.
        raise NotImplementedError

    def transferLeadership(self, target: ServerId) -> None:
        """Begin to hand over to `target`, another voter. (dissertation §3.10)

        Runs on a leader that hands over to nobody yet. Note transfer_target; from now on no new call is taken. Send the
        target what it lacks. If the transfer takes longer than an election timeout (electionWindow()[0]), the timer
        "transfer" ends it, and calls are taken again. hand_over() does the rest. May change: nextIndex. About 4 lines.
        """
        # TODO(scene10): replace the next line.
        raise NotImplementedError

    def hand_over(self) -> None:
        """Send transfer_target a TimeoutNow, if it stores this leader's whole log.

        Runs after each answer to an append, and with each heartbeat. From the first TimeoutNow on, another server may
        lead at any moment, also if the transfer is given up: note in lease_revoked_in that no lease of this term is
        valid. May change: nothing. About 5 lines.
        """
        # TODO(scene10): replace the next line.
        raise NotImplementedError

    def handleTimeoutNow(self, req: TimeoutNow) -> None:
        """Start an election at once, without Pre-Vote: the leader wants this server to lead. (dissertation §3.10)

        req is of currentTerm: an older one was dropped before. The voters heard a leader a moment ago and would refuse;
        for the election of transfer_term the given send() asks them for a TransferVote, which they answer. A server
        that may not campaign (may_campaign(), scene 07), that leads, or whose disk is late does nothing. May change:
        role, currentTerm, votedFor, leaderId, votesGranted, nextIndex and matchIndex. About 4 lines.
        """
        # TODO(scene10): replace the next line.
        raise NotImplementedError
