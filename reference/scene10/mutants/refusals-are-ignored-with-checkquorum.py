# caught by: test_refusal_goes_back
class Operations(Server):
    """With CheckQuorum ignores refusals."""

    replace("handleAppendEntriesReply", "elif self.matchIndex", "elif not self.options.checkQuorum and self.matchIndex")
