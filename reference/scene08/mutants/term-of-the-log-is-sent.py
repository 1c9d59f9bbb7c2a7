# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Sends the term of the log's beginning as the snapshot's."""

    replace("snapshot_part", "lastIncludedTerm=snapshot.lastIncludedTerm", "lastIncludedTerm=self.log.lastIncludedTerm")
