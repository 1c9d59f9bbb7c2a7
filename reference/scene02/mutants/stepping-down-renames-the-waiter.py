# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Who steps down has its clients wait for the next index."""

    replace(
        "becomeFollower",
        "self.matchIndex = {}",
        "self.matchIndex = {}\nself.waiting = {i + 1: w for i, w in self.waiting.items()}",
    )
