"""Scene 09: reads that need no entry in the log, and never see the past. (Raft §8; dissertation §6.4)"""

from raftlab.labs.scene09.messages import ConfirmLeadership, ConfirmLeadershipReply, ReadIndex, ReadIndexReply
from raftlab.server import LEADER, AppendEntries, ClientRequest, Command, Entry, Options, Server, ServerId

DRIFT_BOUND = 1.25
"""No clock of the cluster runs more than this many times as fast as another."""


class Reads(Server):
    """Refines the server of the scenes before: a get is answered from the state machine, without an entry.

    quorum(servers), of scene 07, tells whether these servers may decide in the configuration in force.
    """

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        # (client, sequence, key, index, round): may be answered once `index` is applied and `round` is confirmed.
        self.pendingReads: list[tuple[str, int, str, int, int]] = []
        # (follower, client, sequence, index, round): the follower may hear the index once `round` is confirmed.
        self.askedReads: list[tuple[ServerId, str, int, int, int]] = []
        # A follower's: (client, sequence) -> (key, the term in which it asked, the index or None).
        self.forwardedReads: dict[tuple[str, int], tuple[str, int, int | None]] = {}
        self.termStart: int = 0  # the index of the first entry of the term that this server leads
        self.lastRound: int = 0  # the newest round of questions sent; it never falls
        self.confirmedRound: int = 0  # the newest round that a majority has answered
        # round -> when it was sent (None: nobody can tell any more), and who has answered
        self.rounds: dict[int, tuple[float | None, set[ServerId]]] = {}
        self.leaseStart: float | None = None  # what the lease counts from; None: no lease
        self.leaseGivenUp: bool = False  # this leadership has no lease any more

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
        if not self.options.no_op:  # else scene 10 begins each term with one, whoever needs it
            self.log.append(Entry(self.currentTerm))
            self.persist()
            for follower in self.followers:
                self.replicateTo(follower)
        self.termStart = self.log.lastIndex() + (0 if self.log.lastTerm() == self.currentTerm else 1)
        self.tryAdvanceCommit()

    def becomeFollower(self, term: int) -> None:
        led = self.role == LEADER
        super().becomeFollower(term)
        if led:
            self.endLeadership()

    def handleHeartbeatTimeout(self) -> None:
        super().handleHeartbeatTimeout()
        if self.pendingReads or self.askedReads or (self.options.reads == "lease" and self.termStart):
            self.confirmLeadership()

    def handleConfirmLeadership(self, req: ConfirmLeadership) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.heardAt = self.now  # from here on it grants no vote for the minimum election timeout
        self.resetElectionTimer()
        self.send(req.leaderId, ConfirmLeadershipReply(self.currentTerm, self.id, req.round))

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        for (client, sequence), (_, term, index) in self.forwardedReads.items():
            if index is None and term == self.currentTerm:  # the question or the answer may be lost
                self.send(req.leaderId, ReadIndex(self.currentTerm, self.id, client, sequence))

    def settle(self) -> None:
        super().settle()
        if self.pendingReads or self.askedReads:
            self.serveReads()
        if self.forwardedReads:
            self.serveForwardedReads()
        if self.options.reads == "lease":
            self.note_clock()

    def note_clock(self) -> None:
        """Forget each time that the clock shows to be still to come: it was set back, and nobody can tell how far."""
        if self.leaseStart is not None and self.now < self.leaseStart:
            self.leaseStart = None
        for number, (sent, answered) in self.rounds.items():
            if sent is not None and self.now < sent:
                self.rounds[number] = (None, answered)

    # ---- yours: reads at the leader ------------------------------------------------------------------------------

    def handleRead(self, command: Command) -> None:
        """Take a client's get. It is answered here or later, once: by serveReads, or by serveForwardedReads.

        A leader fixes the index that must be applied before the answer: all that was committed by anyone before the
        read arrived. Its own commitIndex may be too low for that, as long as no entry of its term is committed;
        termStart is the index of the first of them. With options.reads "lease" and a valid lease nothing else is
        needed. Else a quorum must confirm, after the read arrived, that this server leads. A follower that knows its
        leader asks it with a ReadIndex. Any other server answers NOT_LEADER. May change: pendingReads, forwardedReads,
        lastRound, rounds, confirmedRound and leaseStart. About 15 lines.
        """
        # TODO(scene09): replace the next line.
        raise NotImplementedError

    def confirmLeadership(self) -> None:
        """Send every follower the question of a new round, and note when. A quorum by itself needs no answer.

        Runs for a read, and with the heartbeats while reads wait or leases are on. Earlier rounds that are still out
        go on. May change: lastRound, rounds, confirmedRound and leaseStart. About 7 lines.
        """
        # TODO(scene09): replace the next line.
        raise NotImplementedError

    def handleConfirmLeadershipReply(self, reply: ConfirmLeadershipReply) -> None:
        """Count an answer for its round. reply is of currentTerm, but it may be late or a copy.

        A round that a quorum has answered is confirmed, and with it each earlier one. The lease counts from the time
        at which the newest confirmed round was sent; if that is not known any more (note_clock), and after giveUpLease,
        there is none. A server that does not lead changes nothing. May change: rounds, confirmedRound and leaseStart.
        About 5 lines, and 7 in a helper.
        """
        # TODO(scene09): replace the next line.
        raise NotImplementedError

    def serveReads(self) -> None:
        """Answer each pending read whose index is applied and whose round is confirmed, and delete it.

        Runs at the end of every event while reads are pending. The answer is OK with the value of the key in
        self.machine (None: absent). A server that no longer leads answers every pending read: NOT_LEADER, a get has no
        effect. To a follower (askedReads) a leader sends the index in a ReadIndexReply, as soon as the round is
        confirmed; one that no longer leads forgets who asked. May change: pendingReads and askedReads. About 17 lines.
        """
        # TODO(scene09): replace the next line.
        raise NotImplementedError

    def endLeadership(self) -> None:
        """End what belongs to the leadership that is over: its rounds and its lease.

        Runs when a leader becomes a follower. Reads that wait are answered by serveReads at the end of the event.
        lastRound stays: no number is used twice. The next leadership gets a lease by rounds of its own.
        May change: rounds, termStart, leaseStart and leaseGivenUp. About 4 lines.
        """
        # TODO(scene09): replace the next line.
        raise NotImplementedError

    # ---- yours: reads at a follower ------------------------------------------------------------------------------

    def handleReadIndex(self, req: ReadIndex) -> None:
        """Take a follower's question for the index of a read. It is answered by serveReads.

        What the leader owes such a read is what it owes a client's get; only the value is not its own to give. A
        question may come more than once. A server that does not lead does nothing: the follower gives up by itself.
        May change: askedReads, lastRound, rounds, confirmedRound and leaseStart. About 5 lines.
        """
        # TODO(scene09): replace the next line.
        raise NotImplementedError

    def handleReadIndexReply(self, reply: ReadIndexReply) -> None:
        """Note the index of a read that waits here. reply is of currentTerm, but it may be late or a copy.

        The read is answered by serveForwardedReads. May change: forwardedReads. About 4 lines.
        """
        # TODO(scene09): replace the next line.
        raise NotImplementedError

    def serveForwardedReads(self) -> None:
        """Answer each forwarded read whose index is known and applied here, and delete it.

        Runs at the end of every event while there are such reads. The answer is OK with the value in self.machine. All
        others wait for a message of the leader that they were sent to. Where this server no longer follows it (another
        term, another role, no known leader), that may never come: they are answered NOT_LEADER.
        May change: forwardedReads. About 10 lines.
        """
        # TODO(scene09): replace the next line.
        raise NotImplementedError

    # ---- yours: the lease ----------------------------------------------------------------------------------------

    def leaseIsValid(self) -> bool:
        """Tell whether this server may be sure, by its clock alone, that no other server leads.

        A voter that answers a question grants no other server its vote for the minimum election timeout
        (electionWindow()[0]) on its own clock. Clocks may differ in rate by DRIFT_BOUND. self.now is this server's
        clock; a clock can also be set: what does a time before leaseStart tell? False unless options.reads is "lease".
        May change: nothing. About 5 lines.
        """
        # TODO(scene09): replace the next line.
        raise NotImplementedError

    def giveUpLease(self) -> None:
        """Use no lease any more in this leadership, also if a later round is confirmed.

        Runs before this server asks another one to start an election at once (scene 10): voters elect that one in
        spite of their promise. The request may be on its way long after this server has given the transfer up. Reads
        go on with rounds. May change: leaseStart and leaseGivenUp. About 2 lines.
        """
        # TODO(scene09): replace the next line.
        raise NotImplementedError
