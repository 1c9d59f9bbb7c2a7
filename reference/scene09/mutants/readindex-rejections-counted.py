# caught by: test_refusal_does_not_confirm
from raftlab.server import Message


class Reads(Server):
    """Counts an answer before it looks at its term."""

    def receive(self, message: Message) -> None:
        if isinstance(message, ConfirmLeadershipReply) and self.role == LEADER and message.round in self.rounds:
            self.rounds[message.round][1].add(message.followerId)
            self.finish_round(message.round)
            self.serveReads()
        super().receive(message)
