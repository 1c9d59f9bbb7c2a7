# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """An old message puts the election off."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        self.setTimer("election", *self.options.electionTimeout)
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
