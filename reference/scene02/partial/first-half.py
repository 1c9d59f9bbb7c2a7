# expected: 23 points
class Terms(Server):
    """Knows the rule for newer terms; the candidate and stale messages are still to be written."""

    def becomeCandidate(self) -> None:
        raise NotImplementedError

    def rejectStale(self, message: Message) -> bool:
        raise NotImplementedError
