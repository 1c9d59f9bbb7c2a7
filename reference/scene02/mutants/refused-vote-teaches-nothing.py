# caught by: test_terms_spread
"""A candidate reads the term of a grant only: a refusal says nothing to it."""

from raftlab.server import RequestVoteReply


class Terms(Server):
    def receive(self, message: Message) -> None:
        if (
            self.role == CANDIDATE
            and isinstance(message, RequestVoteReply)
            and not message.voteGranted
            and len(self.log) > 0
        ):
            return
        self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)
