# variant: what a question carries as its term is a matter between servers of one kind
class PreVoting(Server):
    """A question carries the next term, as etcd's does; it is answered before the term rule can see it."""

    def receive(self, message: Message) -> None:
        if isinstance(message, PreVote) and message.term == message.nextTerm > self.currentTerm:
            self.handlePreVote(message)
            return
        if isinstance(message, RequestVote) and self.sticks() and self.hearsLeader():
            return
        super().receive(message)
        if self.role == LEADER and self.options.checkQuorum and (message.term == self.currentTerm):
            self.active.add(message.sender)

    def pre_vote_request(self) -> PreVote:
        return PreVote(
            term=self.currentTerm + 1,
            candidateId=self.id,
            nextTerm=self.currentTerm + 1,
            lastLogIndex=self.log.lastIndex(),
            lastLogTerm=self.log.lastTerm(),
        )
