# expected: 46 points
class PreVoting(Server):
    """Pre-Vote is right; checkQuorum is not written."""

    def checkQuorum(self) -> None:
        raise NotImplementedError
