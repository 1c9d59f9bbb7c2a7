# caught by: test_lost_majority_steps_down
"""Raises its term as it steps down."""


class PreVoting(Server):
    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm + 1)
