# caught by: test_late_vote_changes_nothing
"""A leader counts on, and begins to lead again."""

from raftlab.server import FOLLOWER


class Election(Server):
    replace("handleRequestVoteReply", "self.role != CANDIDATE or not", "self.role == FOLLOWER or not")
