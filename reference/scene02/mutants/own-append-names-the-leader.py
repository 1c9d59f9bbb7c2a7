# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Names a leader before the append is handled."""

    def rejectStale(self, message: Message) -> bool:
        if message.term == self.currentTerm and hasattr(message, "leaderId"):
            self.leaderId = message.leaderId
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
