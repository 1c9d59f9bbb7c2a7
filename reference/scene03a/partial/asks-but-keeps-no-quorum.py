# expected: 51 points
"""Pre-Vote is right; checkQuorum is not written."""


class PreVoting(Server):
    def checkQuorum(self) -> None:
        raise NotImplementedError
