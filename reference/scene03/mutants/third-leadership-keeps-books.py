# caught by: test_each_leadership_starts_anew
class Election(Server):
    """From its third election on it keeps the books of the leadership before."""

    leaderships = 0
    books = None

    def becomeLeader(self) -> None:
        self.role = LEADER
        self.leaderId = self.id
        self.votesGranted = set()
        self.leaderships += 1
        fresh = dict.fromkeys(self.followers, self.log.lastIndex() + 1), dict.fromkeys(self.followers, 0)
        self.books = self.books if self.books and self.leaderships > 2 else fresh
        self.nextIndex, self.matchIndex = self.books
        self.cancelTimer("election")
        self.handleHeartbeatTimeout()
