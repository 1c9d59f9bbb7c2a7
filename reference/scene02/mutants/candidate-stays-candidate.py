# caught by: test_transitions
"""Takes a newer term and remains what it was, unless it led."""

from raftlab.server import LEADER


class Terms(Server):
    replace("becomeFollower", "self.role = FOLLOWER", "if self.role == LEADER:\n    self.role = FOLLOWER")
