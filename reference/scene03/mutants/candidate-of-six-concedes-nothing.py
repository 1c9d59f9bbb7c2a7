# caught by: test_candidate_concedes
class Election(Server):
    """In a cluster of six a candidate hears no leader of its term."""

    replace(
        "handleAppendEntries",
        "self.becomeFollower(req.term)",
        "if self.role == CANDIDATE and len(self.cluster) == 6:\n    return\nself.becomeFollower(req.term)",
    )
