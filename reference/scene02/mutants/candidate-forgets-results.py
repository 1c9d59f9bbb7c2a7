# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """A candidate forgets what it has applied for its clients."""

    replace("becomeCandidate", "self.persist()", "self.persist()\nself.results = {}")
