# expected: 28 points
"""Knows the rule for newer terms; the candidate and stale messages are still to be written."""


class Terms(Server):
    def becomeCandidate(self) -> None:
        raise NotImplementedError

    def rejectStale(self, message: Message) -> bool:
        raise NotImplementedError
