# caught by: test_heard_majority_leads_on
"""Wants to hear every follower."""


class PreVoting(Server):
    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= len(self.cluster):
            self.setQuorumTimer()
        else:
            self.becomeFollower(self.currentTerm)
            self.leaderId = None
