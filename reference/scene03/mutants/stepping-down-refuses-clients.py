# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """A leader that steps down promises its clients that nothing will happen."""

    def becomeFollower(self, term: int) -> None:
        led = self.role == LEADER
        super().becomeFollower(term)
        if led:
            for call in self.waiting.values():
                self.reply(call.client, call.sequence, "not leader")
            self.waiting = {}
            self.cancelTimer("heartbeat")
            self.resetElectionTimer()
