# caught by: test_each_step_of_a_long_life_is_durable
"""Every fifth new term is not written."""

from raftlab.server import CANDIDATE, FOLLOWER, Message, Options, Server, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.steps = 0

    def receive(self, message: Message) -> None:
        self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)

    def observeTerm(self, term: int) -> None:
        if term > self.currentTerm:
            self.becomeFollower(term)

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.steps += 1
            if self.steps % 5:
                self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id}
        self.persist()

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
