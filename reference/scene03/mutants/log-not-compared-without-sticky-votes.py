# caught by: test_log_that_is_behind_is_refused
class Election(Server):
    """Without sticky votes no log is compared."""

    replace(
        "handleRequestVote",
        "granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)",
        "is_fit = self.isUpToDate(req.lastLogIndex, req.lastLogTerm)\n"
        "granted = free and (is_fit or not self.options.sticky_votes)",
    )
