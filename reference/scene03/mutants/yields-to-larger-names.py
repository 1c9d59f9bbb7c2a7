# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """A candidate gives way to a rival of its term, if that has the last name of the cluster."""

    replace(
        "handleRequestVote",
        "self.send(req.candidateId, self.vote_reply(granted))",
        """self.send(req.candidateId, self.vote_reply(granted))
if self.role == CANDIDATE and req.candidateId == self.cluster[-1]:
    self.becomeFollower(self.currentTerm)""",
    )
