# variant: the newest round that each follower has answered tells which rounds a quorum has answered
class Reads(Server):
    """Keeps the newest answered round of each follower, as acknowledged indexes are kept."""

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.pendingReads: list[dict] = []
        self.askedReads: list[dict] = []
        self.forwardedReads: dict[tuple[str, int], tuple[str, int, int | None]] = {}
        self.termStart: int = 0
        self.lastRound: int = 0
        self.confirmedRound: int = 0
        self.sent_at: dict[int, float] = {}
        self.answered_round: dict[ServerId, int] = {}
        self.leaseStart: float | None = None
        self.lease_allowed: bool = True

    def note_clock(self) -> None:
        if self.leaseStart is not None and self.now < self.leaseStart:
            self.leaseStart = None
        self.sent_at = {number: at for number, at in self.sent_at.items() if at <= self.now}

    def handleRead(self, command: Command) -> None:
        if self.role == LEADER:
            self.pendingReads.append(self.new_read("", command.client, command.sequence, command.key))
        elif self.role == FOLLOWER and self.leaderId:
            self.forwardedReads[command.client, command.sequence] = (command.key, self.currentTerm, None)
            self.send(self.leaderId, ReadIndex(self.currentTerm, self.id, command.client, command.sequence))
        else:
            self.reply(command.client, command.sequence, NOT_LEADER)

    def new_read(self, follower: str, client: str, sequence: int, key: str) -> dict:
        read = {"to": follower, "client": client, "sequence": sequence, "key": key}
        read["index"] = max(self.commitIndex, self.termStart)
        read["round"] = 0
        if not self.leaseIsValid():
            self.confirmLeadership()
            read["round"] = self.lastRound
        return read

    def confirmLeadership(self) -> None:
        self.lastRound += 1
        self.sent_at[self.lastRound] = self.now
        for follower in self.followers:
            self.send(follower, ConfirmLeadership(self.currentTerm, self.id, self.lastRound))
        self.count_answers()

    def handleConfirmLeadershipReply(self, reply: ConfirmLeadershipReply) -> None:
        if self.role == LEADER and self.first_round() <= reply.round <= self.lastRound:
            self.answered_round[reply.followerId] = max(self.answered_round.get(reply.followerId, 0), reply.round)
            self.count_answers()

    def first_round(self) -> int:
        return getattr(self, "rounds_before", 0) + 1

    def count_answers(self) -> None:
        for number in sorted({self.lastRound, *self.answered_round.values()}, reverse=True):
            if number <= self.confirmedRound:
                return
            who = {follower for follower, answered in self.answered_round.items() if answered >= number}
            if self.quorum(who | {self.id}):
                self.confirmedRound = number
                self.leaseStart = self.sent_at.get(number) if self.lease_allowed else None
                self.sent_at = {later: at for later, at in self.sent_at.items() if later > number}
                return

    def serveReads(self) -> None:
        if self.role != LEADER:
            for read in self.pendingReads:
                self.reply(read["client"], read["sequence"], NOT_LEADER)
            self.pendingReads, self.askedReads = [], []
            return
        ready = [r for r in self.pendingReads if r["index"] <= self.lastApplied and r["round"] <= self.confirmedRound]
        for read in ready:
            self.reply(read["client"], read["sequence"], OK, self.machine.get(read["key"]))
        self.pendingReads = [r for r in self.pendingReads if r not in ready]
        done = [r for r in self.askedReads if r["round"] <= self.confirmedRound]
        for r in done:
            self.send(r["to"], ReadIndexReply(self.currentTerm, self.id, r["client"], r["sequence"], r["index"]))
        self.askedReads = [r for r in self.askedReads if r not in done]

    def endLeadership(self) -> None:
        self.sent_at = {}
        self.answered_round = {}
        self.rounds_before = self.lastRound
        self.confirmedRound = self.lastRound
        self.termStart = 0
        self.leaseStart = None
        self.lease_allowed = True

    def handleReadIndex(self, req: ReadIndex) -> None:
        if self.role == LEADER:
            self.askedReads.append(self.new_read(req.followerId, req.client, req.sequence, ""))

    def leaseIsValid(self) -> bool:
        if self.options.reads != "lease" or self.leaseStart is None or self.role != LEADER:
            return False
        age = self.now - self.leaseStart
        return age >= 0 and age * DRIFT_BOUND < self.electionWindow()[0]

    def giveUpLease(self) -> None:
        self.lease_allowed = False
        self.leaseStart = None

    del read_point
    del finish_round
    del serve_followers
