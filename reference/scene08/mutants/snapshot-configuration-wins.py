# caught by: test_later_configuration_in_the_log_counts
class Snapshots(Server):
    """Uses the snapshot's configuration even if the log holds a later one."""

    replace("restoreSnapshot", "self.last_configuration(self.log.lastIndex())", "snapshot.configuration")
