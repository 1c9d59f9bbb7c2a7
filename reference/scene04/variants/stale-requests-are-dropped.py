# variant: a request of an older term may be refused or ignored
"""An old leader's append gets no answer."""

from raftlab.server import Message


class Replication(Server):
    def rejectStale(self, message: Message) -> bool:
        if message.term < self.currentTerm and isinstance(message, AppendEntries):
            return True
        return super().rejectStale(message)
