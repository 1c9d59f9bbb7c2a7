# expected: 35 points
class Invariants(Server):
    """The restriction is right; the five judges are still to be written."""

    def electionSafety(self, history: History) -> int | None:
        raise NotImplementedError

    def leaderAppendOnly(self, history: History) -> int | None:
        raise NotImplementedError

    def logMatching(self, history: History) -> int | None:
        raise NotImplementedError

    def leaderCompleteness(self, history: History) -> int | None:
        raise NotImplementedError

    def stateMachineSafety(self, history: History) -> int | None:
        raise NotImplementedError
