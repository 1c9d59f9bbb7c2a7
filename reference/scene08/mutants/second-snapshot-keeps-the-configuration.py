# caught by: test_snapshot_holds_its_configuration
class Snapshots(Server):
    """Later snapshots have the configuration of the first one."""

    replace(
        "takeSnapshot",
        "self.last_configuration(last)",
        "self.snapshot.configuration if self.snapshot is not None else self.last_configuration(last)",
    )
