# variant: writing more often than needed is slower, not wrong
from raftlab.server import Message


class Election(Server):
    """Writes once more after every message."""

    def receive(self, message: Message) -> None:
        super().receive(message)
        self.persist()
