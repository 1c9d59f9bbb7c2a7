# caught by: test_event_changes_only_what_it_is_about
"""An append of an older term restarts the election timer."""

from raftlab.server import Message


class Election(Server):
    def receive(self, message: Message) -> None:
        super().receive(message)
        if isinstance(message, AppendEntries) and message.term < self.currentTerm and self.role != LEADER:
            self.resetElectionTimer()
