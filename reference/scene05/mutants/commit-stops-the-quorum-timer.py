# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """A leader that commits never checks its majority again."""

    replace("tryAdvanceCommit", "self.commitIndex = index", "self.commitIndex = index\nself.cancelTimer('quorum')")
