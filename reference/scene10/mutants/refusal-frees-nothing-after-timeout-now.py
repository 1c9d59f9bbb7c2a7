# caught by: test_refusal_goes_back
class Operations(Server):
    """After a transfer that failed, a refusal leaves the window as it is."""

    replace(
        "handleAppendEntriesReply",
        "self.in_flight[follower] = []",
        "if self.lease_revoked_in != self.currentTerm or self.transfer_target is not None:\n"
        "    self.in_flight[follower] = []",
    )
