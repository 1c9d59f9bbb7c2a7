# caught by: test_late_answers_of_the_own_term
"""A leader that is refused a vote of its own term, which it won, steps down."""

from raftlab.server import RequestVoteReply


class Terms(Server):
    def receive(self, message: Message) -> None:
        self.observeTerm(message.term)
        if isinstance(message, RequestVoteReply) and not message.voteGranted and len(self.log) > 0:
            self.becomeFollower(self.currentTerm)
        if not self.rejectStale(message):
            super().receive(message)
