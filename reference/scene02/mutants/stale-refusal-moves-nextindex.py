# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """A refusal of an older term moves nextIndex."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        if getattr(message, "conflictIndex", 0):
            self.nextIndex[message.sender] = message.conflictIndex
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
