# caught by: test_candidate_concedes
class Election(Server):
    """A pre-candidate that hears the leader of its term stays a pre-candidate: only candidates can have lost."""

    replace(
        "handleAppendEntries",
        "self.becomeFollower(req.term)",
        """if self.role != "pre-candidate":
    self.becomeFollower(req.term)""",
    )
