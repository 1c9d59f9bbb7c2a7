# caught by: test_free_vote_is_granted
class Election(Server):
    """With CheckQuorum a cluster of five hears of each grant."""

    replace(
        "handleRequestVote",
        "self.send(req.candidateId, self.vote_reply(granted))",
        "is_told = granted and self.options.checkQuorum and len(self.cluster) == 5\n"
        "for other in self.followers if is_told else (req.candidateId,):\n"
        "    self.send(other, self.vote_reply(granted))",
    )
