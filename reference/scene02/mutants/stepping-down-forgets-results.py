# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Who steps down forgets what it has applied for its clients."""

    replace("becomeFollower", "self.matchIndex = {}", "self.matchIndex = {}\nself.results = {}")
