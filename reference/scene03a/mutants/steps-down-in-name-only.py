# caught by: test_leader_without_majority_gives_way
"""Calls itself a follower, and its heartbeats go on."""

from raftlab.server import FOLLOWER


class PreVoting(Server):
    def checkQuorum(self) -> None:
        heard = len(self.active) + 1
        self.active = set()
        if heard >= self.majority():
            self.setQuorumTimer()
        else:
            self.role = FOLLOWER
            self.leaderId = None
