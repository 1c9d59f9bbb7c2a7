# caught by: test_lost_part_is_sent_again
class Snapshots(Server):
    """Goes on to the next part with each heartbeat, whether or not the last one arrived."""

    replace(
        "replicateTo",
        "self.transfers[follower] = (self.snapshot.lastIncludedIndex, offset)",
        "self.transfers[follower] = (self.snapshot.lastIncludedIndex, offset + CHUNK_CHARACTERS)",
    )
