# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """A leader that follows in its own term has a free vote."""

    replace("becomeFollower", "if led:", "if led:\n    self.votedFor = None")
