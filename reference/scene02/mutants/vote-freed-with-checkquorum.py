# caught by: test_vote_is_kept_within_its_term
"""A leader that steps down in its own term, as CheckQuorum asks, may vote again."""

from raftlab.server import LEADER


class Terms(Server):
    replace(
        "becomeFollower",
        "self.role = FOLLOWER",
        "elif self.role == LEADER and self.options.checkQuorum:\n    self.votedFor = None\nself.role = FOLLOWER",
    )
