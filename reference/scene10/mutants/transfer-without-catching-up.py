# caught by: test_target_catches_up_first
class Operations(Server):
    """Sends TimeoutNow at once."""

    replace("hand_over", " or self.matchIndex.get(target, 0) < self.log.lastIndex()", "")
