# variant: what a question carries as its term is a matter between servers of one kind
class PreVoting(Server):
    """A question carries the next term, as etcd's does; it is answered before the term rule can see it."""

    def receive(self, message: Message) -> None:
        if isinstance(message, PreVote) and message.term == message.nextTerm > self.currentTerm:
            self.observeTerm(message.nextTerm - 1)  # its sender is in the term before
            self.handlePreVote(message)
            return
        if isinstance(message, RequestVote) and self.sticks() and self.hearsLeader():
            return
        super().receive(message)
        if self.role == LEADER and self.options.checkQuorum and (message.term == self.currentTerm):
            self.active.add(message.sender)

    replace("pre_vote_request", "term=self.currentTerm,", "term=self.currentTerm + 1,")
