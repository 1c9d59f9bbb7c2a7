# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Leader forgets commit."""

    replace(
        "becomeLeader", "self.leaderId = self.id", "self.leaderId = self.id\nself.commitIndex = self.lastApplied = 0"
    )
