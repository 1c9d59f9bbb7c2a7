"""Scene 09: reads that need no entry in the log, and never see the past. (Raft §8; dissertation §6.4)"""

from raftlab.labs.scene09.messages import ConfirmLeadership, ConfirmLeadershipReply
from raftlab.server import (
    LEADER,
    NOT_LEADER,
    OK,
    ClientRequest,
    Command,
    Entry,
    Options,
    Server,
    ServerId,
)

DRIFT_BOUND = 1.25
"""No clock of the cluster runs more than this many times as fast as another."""


class Reads(Server):
    """Refines the server of the scenes before: a get is answered from the state machine, without an entry."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        # (client, sequence, key, index, round): may be answered once `index` is applied and `round` is confirmed.
        self.pendingReads: list[tuple[str, int, str, int, int]] = []
        self.termStart: int = 0  # the index of the no-op with which this server began to lead
        self.lastRound: int = 0  # the newest round of questions sent; it never falls
        self.confirmedRound: int = 0  # the newest round that a majority has answered
        self.rounds: dict[int, tuple[float, set[ServerId]]] = {}  # round -> when it was sent, and who has answered
        self.leaseStart: float | None = None  # what the lease counts from; None: no lease

    def handleClientRequest(self, req: ClientRequest) -> None:
        if req.command.operation == "get" and self.options.reads in ("index", "lease"):
            self.handleRead(req.command)
        else:
            super().handleClientRequest(req)

    def started(self) -> None:
        super().started()
        if self.options.reads == "lease":
            self.heardAt = self.now  # it may have answered a leader just before it stopped

    def becomeLeader(self) -> None:
        super().becomeLeader()
        if self.options.reads not in ("index", "lease"):
            return
        self.log.append(Entry(self.currentTerm))
        self.persist()
        self.termStart = self.log.lastIndex()
        for follower in self.followers:
            self.replicateTo(follower)
        self.tryAdvanceCommit()

    def becomeFollower(self, term: int) -> None:
        led = self.role == LEADER
        super().becomeFollower(term)
        if led:
            self.endLeadership()

    def handleHeartbeatTimeout(self) -> None:
        super().handleHeartbeatTimeout()
        if self.pendingReads or (self.options.reads == "lease" and self.termStart):
            self.confirmLeadership()

    def handleConfirmLeadership(self, req: ConfirmLeadership) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.heardAt = self.now  # from here on it grants no vote for the minimum election timeout
        self.resetElectionTimer()
        self.send(req.leaderId, ConfirmLeadershipReply(self.currentTerm, self.id, req.round))

    def settle(self) -> None:
        super().settle()
        if self.pendingReads:
            self.serveReads()

    def handleRead(self, command: Command) -> None:
        """Take a client's get. It is answered here or later, once, by serveReads.

        A server that does not lead answers NOT_LEADER. A leader fixes the index that must be applied before the
        answer: all that was committed by anyone before the read arrived. Its own commitIndex may be too low for that,
        as long as no entry of its term is committed; termStart is the index of the first of them. With options.reads
        "lease" and a valid lease nothing else is needed. Else a majority must confirm, after the read arrived, that
        this server leads. May change: pendingReads, lastRound, rounds and confirmedRound. About 10 lines.
        """
        if self.role != LEADER:
            self.reply(command.client, command.sequence, NOT_LEADER)
            return
        index = max(self.commitIndex, self.termStart)
        has_lease = self.options.reads == "lease" and self.leaseIsValid()
        needed = self.confirmedRound if has_lease else self.lastRound + 1
        self.pendingReads.append((command.client, command.sequence, command.key, index, needed))
        if needed > self.confirmedRound:
            self.confirmLeadership()

    def confirmLeadership(self) -> None:
        """Send every follower the question of a new round, and note when. A majority by itself needs no answer.

        Runs for a read, and with the heartbeats while reads wait or leases are on. Earlier rounds that are still out
        go on. May change: lastRound, rounds, confirmedRound and leaseStart. About 7 lines.
        """
        self.lastRound += 1
        self.rounds[self.lastRound] = (self.now, {self.id})
        for follower in self.followers:
            self.send(follower, ConfirmLeadership(self.currentTerm, self.id, self.lastRound))
        self.finish_round(self.lastRound)

    def handleConfirmLeadershipReply(self, reply: ConfirmLeadershipReply) -> None:
        """Count an answer for its round. reply is of currentTerm, but it may be late or a copy.

        A round that a majority of the cluster has answered is confirmed, and with it each earlier one. The lease counts
        from the time at which a confirmed round was sent. A server that does not lead changes nothing.
        May change: rounds, confirmedRound and leaseStart. About 5 lines, and 7 in a helper.
        """
        if self.role == LEADER and reply.round in self.rounds:
            self.rounds[reply.round][1].add(reply.followerId)
            self.finish_round(reply.round)

    def finish_round(self, number: int) -> None:
        """Confirm a round, and each earlier one, if a majority has answered it."""
        sent, answered = self.rounds[number]
        if len(answered) < self.majority():
            return
        self.confirmedRound = number
        self.leaseStart = sent if self.leaseStart is None else max(self.leaseStart, sent)
        self.rounds = {later: state for later, state in self.rounds.items() if later > number}

    def serveReads(self) -> None:
        """Answer each pending read whose index is applied and whose round is confirmed, and delete it.

        Runs at the end of every event while reads are pending. The answer is OK with the value of the key in
        self.machine (None: absent). A server that no longer leads answers every pending read: NOT_LEADER, a get has no
        effect. May change: pendingReads. About 10 lines.
        """
        waiting = []
        for read in self.pendingReads:
            client, sequence, key, index, needed = read
            if self.role != LEADER:
                self.reply(client, sequence, NOT_LEADER)
            elif self.lastApplied >= index and self.confirmedRound >= needed:
                self.reply(client, sequence, OK, self.machine.get(key))
            else:
                waiting.append(read)
        self.pendingReads = waiting

    def leaseIsValid(self) -> bool:
        """Tell whether this server may be sure, by its clock alone, that no other server leads.

        A voter that answers a question grants no other server its vote for the minimum election timeout
        (electionWindow()[0]) on its own clock. Clocks may differ in rate by DRIFT_BOUND. self.now is this server's
        clock. False unless options.reads is "lease". May change: nothing. About 5 lines.
        """
        if self.options.reads != "lease" or self.role != LEADER or self.leaseStart is None:
            return False
        return self.now - self.leaseStart < self.electionWindow()[0] / DRIFT_BOUND

    def endLeadership(self) -> None:
        """End what belongs to the leadership that is over: its rounds and its lease.

        Runs when a leader becomes a follower. Reads that wait are answered by serveReads at the end of the event.
        lastRound stays: no number is used twice. May change: rounds, termStart and leaseStart. About 3 lines.
        """
        self.rounds = {}
        self.termStart = 0
        self.leaseStart = None
