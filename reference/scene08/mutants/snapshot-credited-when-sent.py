# caught by: test_sent_parts_do_not_raise_match_index
class Snapshots(Server):
    """Counts the snapshot as stored when it is sent."""

    replace(
        "replicateTo",
        "self.send(follower, self.snapshot_part(self.snapshot, offset))",
        "self.send(follower, self.snapshot_part(self.snapshot, offset))\n"
        "self.matchIndex[follower] = max(self.matchIndex[follower], self.snapshot.lastIncludedIndex)",
    )
