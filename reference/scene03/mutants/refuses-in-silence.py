# caught by: test_second_candidate_is_refused
class Election(Server):
    """Who is refused hears nothing."""

    replace(
        "handleRequestVote",
        "self.send(req.candidateId, self.vote_reply(granted))",
        "if granted:\n    self.send(req.candidateId, self.vote_reply(granted))",
    )
