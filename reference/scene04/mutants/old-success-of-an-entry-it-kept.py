# caught by: test_event_changes_only_what_it_is_about
from raftlab.server import Message


class Replication(Server):
    """Credits a success of an older term if the entry there is of that term or older."""

    def rejectStale(self, message: Message) -> bool:
        if isinstance(message, AppendEntriesReply) and message.success and self.role == LEADER:
            return message.matchIndex > self.log.lastIndex() or self.log.term(message.matchIndex) > message.term
        return super().rejectStale(message)
