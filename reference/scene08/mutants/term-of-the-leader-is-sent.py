# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Says that the snapshot ends in the leader's term."""

    replace("snapshot_part", "lastIncludedTerm=snapshot.lastIncludedTerm", "lastIncludedTerm=self.currentTerm")
