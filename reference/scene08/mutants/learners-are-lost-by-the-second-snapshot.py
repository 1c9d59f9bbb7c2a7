# caught by: test_snapshot_holds_its_configuration
class Snapshots(Server):
    """Leaves learners out of the second snapshot of one configuration."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "held = self.snapshot.configuration if self.snapshot else None\n"
        "if held is not None and held == snapshot.configuration:\n"
        "    snapshot = Snapshot(last, self.log.term(last), Configuration(held.voters), self.machine_text())\n"
        "if self.saveSnapshot(snapshot):",
    )
