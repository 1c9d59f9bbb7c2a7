# caught by: test_target_catches_up_first
class Operations(Server):
    """In a large cluster the target needs only what is committed."""

    replace(
        "hand_over", "< self.log.lastIndex()", "< (self.log.lastIndex() if len(self.cluster) < 5 else self.commitIndex)"
    )
