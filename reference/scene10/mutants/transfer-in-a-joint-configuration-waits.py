# caught by: test_target_catches_up_first
class Operations(Server):
    """Hands over only in a configuration that is not joint."""

    replace("hand_over", "if target is None or", "if self.configuration().is_joint or target is None or")
