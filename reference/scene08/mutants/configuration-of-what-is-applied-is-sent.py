# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Sends the configuration of what it has applied by now."""

    replace(
        "snapshot_part",
        "configuration=snapshot.configuration",
        "configuration=self.last_configuration(max(self.lastApplied, self.log.lastIncludedIndex))",
    )
