# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Keeps the configuration in force if the snapshot's has fewer members."""

    replace(
        "restoreSnapshot",
        "self.adopted_configuration = self.last_configuration(self.log.lastIndex())",
        "found = self.last_configuration(self.log.lastIndex())\n"
        "if found is None or self.adopted_configuration is None or len(found.members) >= "
        "len(self.adopted_configuration.members):\n"
        "    self.adopted_configuration = found",
    )
