# caught by: test_parts_make_the_snapshot
class Snapshots(Server):
    """Sends the last configuration of its log, or the snapshot's."""

    replace(
        "snapshot_part",
        "configuration=snapshot.configuration",
        "configuration=self.last_configuration(self.log.lastIndex())",
    )
