# caught by: test_event_changes_only_what_it_is_about
class Snapshots(Server):
    """A restored server forgets its clients."""

    replace("restoreSnapshot", "self.persist()", "self.persist()\nself.waiting = {}")
