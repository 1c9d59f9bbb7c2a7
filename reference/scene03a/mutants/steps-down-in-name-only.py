# caught by: test_leader_without_majority_gives_way
"""Calls itself a follower, and its heartbeats go on."""

from raftlab.server import FOLLOWER


class PreVoting(Server):
    replace("checkQuorum", "self.becomeFollower(self.currentTerm)", "self.role = FOLLOWER")
