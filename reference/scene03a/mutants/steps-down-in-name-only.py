# caught by: test_leader_without_majority_is_replaced
"""Calls itself a follower, and its heartbeats go on."""

from raftlab.server import FOLLOWER


class PreVoting(Server):
    replace("checkQuorum", "self.becomeFollower(self.currentTerm)", "self.role = FOLLOWER")
