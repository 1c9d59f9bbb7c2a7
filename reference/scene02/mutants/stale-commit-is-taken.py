# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Takes commitIndex from an old leader."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        self.commitIndex = max(self.commitIndex, min(getattr(message, "leaderCommit", 0), self.log.lastIndex()))
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
