# caught by: test_term_and_role_change_together
class Terms(Server):
    """Takes the newer term at once, and the role only after the message was handled."""

    def receive(self, message: Message) -> None:
        newer = message.term > self.currentTerm
        self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)
        if newer:
            self.becomeFollower(message.term)

    replace(
        "observeTerm",
        "self.becomeFollower(term)",
        "self.currentTerm = term\nself.votedFor = None\nself.leaderId = None\nself.persist()",
    )
