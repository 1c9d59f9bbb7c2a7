# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """A follower that replaces an entry forgets that it has just heard its leader."""

    replace("truncateConflicts", "self.log.truncateFrom(index)", "self.log.truncateFrom(index)\nself.heardAt = None")
