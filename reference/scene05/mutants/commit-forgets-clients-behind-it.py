# caught by: test_each_call_is_answered_once
class Commit(Server):
    """Forgets the clients behind what it commits."""

    replace(
        "tryAdvanceCommit",
        "self.commitIndex = index",
        "self.commitIndex = index\nself.waiting = {at: call for at, call in self.waiting.items() if at <= index}",
    )
