# variant: whether flags are kept or times, a leader leaves within two windows
class PreVoting(Server):
    """Keeps the time at which each follower was heard last."""

    def checkQuorum(self) -> None:
        for follower in self.active:
            self.contacts = {**getattr(self, "contacts", {}), follower: self.now}
        self.active = set()
        window = self.electionWindow()[0]
        recent = [at for at in getattr(self, "contacts", {}).values() if self.now - at < 2 * window]
        if len(recent) + 1 >= self.majority():
            self.setQuorumTimer()
            return
        self.contacts = {}
        self.becomeFollower(self.currentTerm)
        self.leaderId = None
