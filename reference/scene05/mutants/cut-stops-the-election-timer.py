# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """A follower that replaces an entry waits for its leader for ever."""

    replace(
        "truncateConflicts",
        "self.log.truncateFrom(index)",
        "self.log.truncateFrom(index)\nself.cancelTimer('election')",
    )
