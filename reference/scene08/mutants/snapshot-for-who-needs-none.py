# caught by: test_follower_below_the_log_gets_the_snapshot
class Snapshots(Server):
    """Sends the snapshot to a follower at the boundary, which needs only what follows."""

    replace(
        "replicateTo",
        "self.nextIndex[follower] > self.log.lastIncludedIndex",
        "self.nextIndex[follower] > self.log.firstIndex()",
    )
