# caught by: test_follower_below_the_log_gets_the_snapshot
class Snapshots(Server):
    """Sends the snapshot to a follower that needs an entry for which it stands, also where the log still has it."""

    replace(
        "replicateTo",
        "self.nextIndex[follower] > self.log.lastIncludedIndex",
        "self.nextIndex[follower] > self.snapshot.lastIncludedIndex",
    )
