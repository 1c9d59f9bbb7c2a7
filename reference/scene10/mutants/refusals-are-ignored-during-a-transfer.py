# caught by: test_refusal_goes_back
class Operations(Server):
    """While it hands over ignores refusals."""

    replace("handleAppendEntriesReply", "elif self.matchIndex", "elif self.transfer_target is None and self.matchIndex")
