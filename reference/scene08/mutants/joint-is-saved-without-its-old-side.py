# caught by: test_snapshot_holds_its_configuration
class Snapshots(Server):
    """Saves the new side of a joint configuration alone."""

    replace(
        "takeSnapshot",
        "last = self.lastApplied",
        "last = self.lastApplied\n"
        "found = self.last_configuration(last)\n"
        "if found is not None:\n"
        "    found = Configuration(found.voters, found.learners)",
    )

    replace(
        "takeSnapshot",
        "self.last_configuration(last), self.machine_text()",
        "found, self.machine_text()",
    )
