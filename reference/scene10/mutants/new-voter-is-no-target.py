# caught by: test_target_catches_up_first
class Operations(Server):
    """Hands over only to a server of the first cluster."""

    replace("hand_over", "if target is None or", "if target not in self.cluster or target is None or")
