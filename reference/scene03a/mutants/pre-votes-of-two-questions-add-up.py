# caught by: test_late_pre_votes_do_not_count
class PreVoting(Server):
    """A pre-candidate that asks again in the same term keeps what it was granted before."""

    replace(
        "startPreVote",
        "self.role = PRE_CANDIDATE",
        "kept = self.preVotesGranted if self.role == PRE_CANDIDATE else set()\nself.role = PRE_CANDIDATE",
    )

    replace("startPreVote", "self.preVotesGranted = {self.id}", "self.preVotesGranted = {self.id, *kept}")
