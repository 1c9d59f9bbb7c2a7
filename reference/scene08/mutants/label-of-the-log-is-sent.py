# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Sends its snapshot as one of the index behind which its log begins."""

    replace(
        "snapshot_part", "lastIncludedIndex=snapshot.lastIncludedIndex", "lastIncludedIndex=self.log.lastIncludedIndex"
    )
    replace("snapshot_part", "lastIncludedTerm=snapshot.lastIncludedTerm", "lastIncludedTerm=self.log.lastIncludedTerm")
    replace("replicateTo", "if index != self.snapshot.lastIncludedIndex:", "if index != self.log.lastIncludedIndex:")
    replace("replicateTo", "(self.snapshot.lastIncludedIndex, offset)", "(self.log.lastIncludedIndex, offset)")
