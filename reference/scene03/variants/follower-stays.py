# variant: a follower follows already
class Election(Server):
    """A follower that hears its leader again changes no role."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if self.role != "follower":
            self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
