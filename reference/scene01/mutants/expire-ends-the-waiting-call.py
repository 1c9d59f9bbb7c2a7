# caught by: test_applying_changes_only_what_it_is_about
class StateMachine(Server):
    """The end of a session dismisses the client that waits."""

    replace(
        "execute",
        "self.sessions[key] = EXPIRED",
        "self.sessions[key] = EXPIRED\nself.waiting = {i: w for i, w in self.waiting.items() if w.client != key}",
    )
