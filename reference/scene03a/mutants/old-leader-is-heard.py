# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """An append of an older term counts as hearing the leader."""

    def receive(self, message: Message) -> None:
        if isinstance(message, AppendEntries):
            self.heardAt = self.now
        if isinstance(message, RequestVote) and self.sticks() and self.hearsLeader():
            return
        super().receive(message)
        if self.role == LEADER and self.options.checkQuorum and message.term == self.currentTerm:
            self.active.add(message.sender)
