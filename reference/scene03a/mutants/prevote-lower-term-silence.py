# caught by: test_two_of_three_elect_a_leader
class PreVoting(Server):
    """Ignores the questions of servers in an older term."""

    def rejectStale(self, message: Message) -> bool:
        if isinstance(message, PreVote) and message.term < self.currentTerm:
            return True
        return super().rejectStale(message)
