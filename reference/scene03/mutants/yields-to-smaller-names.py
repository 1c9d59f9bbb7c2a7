# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """A candidate gives way to a rival of its term, if that has the smaller name."""

    replace(
        "handleRequestVote",
        "self.send(req.candidateId, self.vote_reply(granted))",
        """self.send(req.candidateId, self.vote_reply(granted))
if self.role == CANDIDATE and req.candidateId < self.id:
    self.becomeFollower(self.currentTerm)""",
    )
