# caught by: test_late_pre_votes_do_not_count
class PreVoting(Server):
    """Pre-votes of an earlier question still count."""

    replace("startPreVote", "preVotesGranted = {self.id", "preVotesGranted = self.preVotesGranted | {self.id")

    replace("becomeFollower", "self.preVotesGranted = set()", "")
