# caught by: test_heard_majority_leads_on
class PreVoting(Server):
    """A follower that refuses an append was not heard."""

    def receive(self, message: Message) -> None:
        if isinstance(message, RequestVote) and self.sticks() and self.hearsLeader():
            return
        super().receive(message)
        is_success = getattr(message, "success", True)
        if self.role == LEADER and self.options.checkQuorum and message.term == self.currentTerm and is_success:
            self.active.add(message.sender)
