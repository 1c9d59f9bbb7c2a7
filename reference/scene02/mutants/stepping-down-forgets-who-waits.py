# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Stepping down forgets who waits."""

    replace("becomeFollower", "self.votesGranted = set()", "self.votesGranted = set()\nself.waiting = {}")
