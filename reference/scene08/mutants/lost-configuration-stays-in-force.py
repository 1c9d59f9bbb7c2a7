# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """A snapshot of the initial configuration leaves in force the one whose entry has gone."""

    replace(
        "restoreSnapshot",
        "        self.adopted_configuration = self.last_configuration(self.log.lastIndex())",
        "        last = self.last_configuration(self.log.lastIndex())\n"
        "        if last is not None:\n"
        "            self.adopted_configuration = last",
    )
