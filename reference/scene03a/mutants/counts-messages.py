# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Counts the messages that it hears, not their senders."""

    heard_messages = 0

    def receive(self, message: Message) -> None:
        if isinstance(message, RequestVote) and self.sticks() and self.hearsLeader():
            return
        super().receive(message)
        if self.role == LEADER and self.options.checkQuorum and message.term == self.currentTerm:
            self.heard_messages += 1

    replace("checkQuorum", "heard = len(self.active) + 1", "heard = self.heard_messages + 1\nself.heard_messages = 0")
