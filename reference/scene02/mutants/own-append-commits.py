# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Commits before the append is handled."""

    def rejectStale(self, message: Message) -> bool:
        if message.term == self.currentTerm and hasattr(message, "leaderCommit"):
            self.commitIndex = max(self.commitIndex, min(message.leaderCommit, self.log.lastIndex()))
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
