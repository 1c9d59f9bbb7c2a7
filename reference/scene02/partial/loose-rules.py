# expected: 59 points
class Terms(Server):
    """Steps down and persists; forgets the vote at each step down, and has no eye for old messages."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.leaderId = None
            self.persist()
        self.votedFor = None
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}

    def rejectStale(self, message: Message) -> bool:
        return False
