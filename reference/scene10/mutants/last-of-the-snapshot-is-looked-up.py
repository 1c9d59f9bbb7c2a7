# caught by: test_full_window_does_not_stop_a_snapshot
class Operations(Server):
    """Looks for the last entry of the snapshot in the log."""

    replace(
        "replicateTo",
        "self.nextIndex[follower] <= self.log.lastIncludedIndex",
        "self.nextIndex[follower] < self.log.lastIncludedIndex",
    )
