# caught by: test_free_vote_is_granted
class Election(Server):
    """Gives no vote in a cluster of six, with Pre-Vote."""

    replace(
        "handleRequestVote",
        "granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)",
        "is_six = len(self.cluster) == 6 and self.options.preVote\n"
        "granted = free and not is_six and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)",
    )
