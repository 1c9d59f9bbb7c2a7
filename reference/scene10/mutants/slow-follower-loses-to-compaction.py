# caught by: test_full_window_does_not_stop_a_snapshot
class Operations(Server):
    """Looks at the window before it looks for the snapshot."""

    replace(
        "replicateTo",
        "self.in_flight.pop(follower, None)\nsuper().replicateTo(follower)",
        "if not self.options.window_messages:\n    super().replicateTo(follower)",
    )
