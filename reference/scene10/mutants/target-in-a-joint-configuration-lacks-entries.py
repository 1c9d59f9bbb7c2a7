# caught by: test_target_catches_up_first
class Operations(Server):
    """In a joint configuration TimeoutNow goes to a target that lacks entries."""

    replace(
        "hand_over",
        "self.matchIndex.get(target, 0) < self.log.lastIndex()",
        "(self.matchIndex.get(target, 0) < self.log.lastIndex() and not self.configuration().is_joint)",
    )
