# variant: which messages of a follower prove that it hears the leader is a choice: these are enough
class PreVoting(Server):
    """Only the answers to appends are contact."""

    def receive(self, message: Message) -> None:
        if isinstance(message, RequestVote) and self.sticks() and self.hearsLeader():
            return
        super().receive(message)
        is_answer = isinstance(message, AppendEntriesReply) and message.term == self.currentTerm
        if self.role == LEADER and self.options.checkQuorum and is_answer:
            self.active.add(message.sender)
