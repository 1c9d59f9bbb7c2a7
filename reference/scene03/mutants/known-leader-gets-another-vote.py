# caught by: test_second_candidate_is_refused
class Election(Server):
    """Votes for the leader that it knows, whatever vote it gave."""

    replace(
        "handleRequestVote",
        "free = self.votedFor is None or self.votedFor == req.candidateId",
        "free = self.votedFor is None or self.votedFor == req.candidateId or self.leaderId == req.candidateId",
    )
    replace("handleRequestVote", "if self.votedFor is None:", "if self.votedFor != req.candidateId:")
