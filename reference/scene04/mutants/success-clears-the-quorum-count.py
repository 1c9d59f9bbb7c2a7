# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A success starts a new count of the followers that were heard."""

    replace("credit_success", "self.tryAdvanceCommit()", "self.active = set()\nself.tryAdvanceCommit()")
