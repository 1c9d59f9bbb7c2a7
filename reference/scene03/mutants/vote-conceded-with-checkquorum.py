# caught by: test_candidate_concedes
class Election(Server):
    """With CheckQuorum a candidate that concedes may vote again."""

    replace(
        "handleAppendEntries",
        "self.leaderId = req.leaderId",
        "if self.options.checkQuorum and self.votedFor == self.id:\n"
        "    self.votedFor = None\n    self.persist()\nself.leaderId = req.leaderId",
    )
