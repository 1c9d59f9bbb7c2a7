# caught by: test_target_catches_up_first
class Operations(Server):
    """The target needs what the log had when the transfer began."""

    replace(
        "transferLeadership",
        "self.transfer_target = target",
        "self.transfer_target = target\nself.needed = self.log.lastIndex()",
    )
    replace(
        "hand_over",
        "self.matchIndex.get(target, 0) < self.log.lastIndex()",
        "self.matchIndex.get(target, 0) < vars(self).get('needed', 0)",
    )
