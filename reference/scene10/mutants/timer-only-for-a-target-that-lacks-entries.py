# caught by: test_transfer_ends
class Operations(Server):
    """Sets no timer where the target has the whole log: if it never stands, no call is taken any more."""

    replace(
        "transferLeadership",
        "        self.setTimer(",
        "        if self.matchIndex.get(target, 0) < self.log.lastIndex():\n            self.setTimer(",
    )
