# caught by: test_target_catches_up_first
class Operations(Server):
    """With a window, it hands over to a target to which all was sent."""

    replace(
        "hand_over",
        "if target is None or self.role != LEADER or self.matchIndex.get(target, 0) < self.log.lastIndex():",
        "if target is None or self.role != LEADER:\n"
        "    return\n"
        "stored = self.nextIndex[target] - 1 if self.options.window_messages else self.matchIndex.get(target, 0)\n"
        "if stored < self.log.lastIndex():",
    )
