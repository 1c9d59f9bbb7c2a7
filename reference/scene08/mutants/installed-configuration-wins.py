# caught by: test_matching_suffix_stays
class Snapshots(Server):
    """With a snapshot of the leader its configuration is in force, whatever the log that stays says."""

    replace(
        "restoreSnapshot",
        "self.adopted_configuration = self.last_configuration(self.log.lastIndex())",
        "last = self.last_configuration(self.log.lastIndex())\n"
        "self.adopted_configuration = snapshot.configuration if self.leaderId else last",
    )
