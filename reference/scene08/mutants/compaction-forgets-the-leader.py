# caught by: test_event_changes_only_what_it_is_about
class Snapshots(Server):
    """A compaction makes it forget whom it follows."""

    replace("takeSnapshot", "self.log.compactTo(index)", "self.log.compactTo(index)\nself.leaderId = None")
