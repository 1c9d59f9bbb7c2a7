# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A leader that lost its majority promises its clients that nothing will happen."""

    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
            return
        for call in self.waiting.values():
            self.reply(call.client, call.sequence, "not leader")
        self.waiting = {}
        self.becomeFollower(self.currentTerm)
        self.leaderId = None
