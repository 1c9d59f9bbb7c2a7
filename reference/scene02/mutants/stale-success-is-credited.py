# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """An acknowledgement of an older term counts."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        if getattr(message, "success", False) and message.sender in self.matchIndex:
            self.matchIndex[message.sender] = max(self.matchIndex[message.sender], message.matchIndex)
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
