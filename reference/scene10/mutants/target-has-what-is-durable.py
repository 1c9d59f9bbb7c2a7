# caught by: test_target_catches_up_first
class Operations(Server):
    """Hands over to a target that lacks what its own disk lacks."""

    replace(
        "hand_over",
        "target = self.transfer_target",
        "target = self.transfer_target\n"
        "end = self.durable_index if self.options.disk == 'background' else self.log.lastIndex()",
    )
    replace(
        "hand_over", "self.matchIndex.get(target, 0) < self.log.lastIndex()", "self.matchIndex.get(target, 0) < end"
    )
