# caught by: test_pre_vote_is_repeated
class PreVoting(Server):
    """A candidate that times out asks, and starts no timer: without an answer it never asks again."""

    replace("startPreVote", "self.role = PRE_CANDIDATE", "was = self.role\nself.role = PRE_CANDIDATE")
    replace(
        "startPreVote",
        "self.resetElectionTimer()",
        'if was in ("follower", PRE_CANDIDATE):\n    self.resetElectionTimer()',
    )
