# variant: whether flags are kept or times, a leader leaves within two windows of the last word of a majority
class PreVoting(Server):
    """Keeps the time at which each follower was heard last."""

    def receive(self, message: Message) -> None:
        super().receive(message)
        if self.role == LEADER and message.term == self.currentTerm:
            self.contacts = {**getattr(self, "contacts", {}), message.sender: self.now}

    def checkQuorum(self) -> None:
        self.active = set()
        window = self.electionWindow()[0]
        recent = [at for at in getattr(self, "contacts", {}).values() if self.now - at <= window]
        if len(recent) + 1 >= self.majority():
            self.setQuorumTimer()
            return
        self.contacts = {}
        self.becomeFollower(self.currentTerm)
        self.leaderId = None
