# caught by: test_search_three
class Election(Server):
    """Decides about a vote and does not answer: nobody ever wins."""

    replace("handleRequestVote", "self.send(req.candidateId, self.vote_reply(granted))", "")
