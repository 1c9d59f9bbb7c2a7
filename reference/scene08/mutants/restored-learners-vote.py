# caught by: test_later_configuration_in_the_log_counts
class Snapshots(Server):
    """Makes voters of the learners that the snapshot's configuration has."""

    replace(
        "restoreSnapshot",
        "self.adopted_configuration = self.last_configuration(self.log.lastIndex())",
        "found = self.last_configuration(self.log.lastIndex())\n"
        "if found is not None and found.learners:\n"
        "    found = Configuration(tuple(sorted({*found.voters, *found.learners})), (), found.old_voters)\n"
        "self.adopted_configuration = found",
    )
