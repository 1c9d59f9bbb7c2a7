# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Stores the entries of an old leader."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        for each in getattr(message, "entries", ()):
            self.log.append(each)
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
