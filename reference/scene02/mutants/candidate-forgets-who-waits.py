# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """A candidate forgets who waits."""

    replace("becomeCandidate", "self.persist()", "self.persist()\nself.waiting = {}")
