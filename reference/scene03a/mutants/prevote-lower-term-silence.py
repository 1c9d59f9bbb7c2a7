# caught by: test_needed_servers_find_each_other
class PreVoting(Server):
    """Ignores the questions of servers in an older term."""

    def rejectStale(self, message: Message) -> bool:
        if isinstance(message, PreVote) and message.term < self.currentTerm:
            return True
        return super().rejectStale(message)
