# caught by: test_request_of_newer_term
from raftlab.server import RequestVote


class Terms(Server):
    """Shorter log teaches no term."""

    def receive(self, message: Message) -> None:
        if isinstance(message, RequestVote) and message.lastLogIndex < self.log.lastIndex():
            return
        self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)
