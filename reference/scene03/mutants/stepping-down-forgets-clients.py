# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """A leader that steps down drops its clients without a word."""

    replace("becomeFollower", "if led:", "if led:\n    self.waiting = {}")
