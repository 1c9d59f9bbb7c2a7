# caught by: test_ten_networks_without_pre_vote
class PreVoting(Server):
    """Protects a leader that it hears, also one that never steps down."""

    def sticks(self) -> bool:
        return not self.options.preVote
