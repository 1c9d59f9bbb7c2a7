# caught by: test_target_catches_up_first
class Operations(Server):
    """Behind a snapshot the target needs only what is committed."""

    replace(
        "hand_over",
        "< self.log.lastIndex()",
        "< (self.commitIndex if self.log.lastIncludedIndex else self.log.lastIndex())",
    )
