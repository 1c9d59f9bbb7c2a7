# caught by: test_asking_raises_no_term
"""Asks and stays a follower."""

from raftlab.server import FOLLOWER


class PreVoting(Server):
    replace("startPreVote", "self.role = PRE_CANDIDATE", "self.role = FOLLOWER")

    replace("handlePreVoteReply", "if self.role != PRE_CANDIDATE or not reply.", "if not reply.")
