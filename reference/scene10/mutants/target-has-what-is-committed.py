# caught by: test_target_catches_up_first
class Operations(Server):
    """Hands over to a target that lacks what is not committed yet."""

    replace("hand_over", "self.log.lastIndex()", "self.commitIndex")
