# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Stale message names a leader."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        self.leaderId = message.sender
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
