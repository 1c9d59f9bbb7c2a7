# caught by: test_voters_keep_their_promise
class Reads(Server):
    """Votes for others while it hears a leader."""

    def sticks(self) -> bool:
        return False
