# caught by: test_ten_networks_without_pre_vote
"""Protects a leader that it hears, also one that never steps down."""


class PreVoting(Server):
    def sticks(self) -> bool:
        return not self.options.preVote
