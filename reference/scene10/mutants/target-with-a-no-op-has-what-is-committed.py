# caught by: test_target_catches_up_first
class Operations(Server):
    """With no_op the target needs only what is committed."""

    replace(
        "hand_over", "< self.log.lastIndex()", "< (self.commitIndex if self.options.no_op else self.log.lastIndex())"
    )
