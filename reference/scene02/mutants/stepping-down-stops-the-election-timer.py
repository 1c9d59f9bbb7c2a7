# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """A new follower waits for its leader forever."""

    replace("becomeFollower", "self.matchIndex = {}", 'self.matchIndex = {}\nself.cancelTimer("election")')
