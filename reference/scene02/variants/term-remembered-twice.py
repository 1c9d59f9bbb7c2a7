# variant: a candidate may stand in any term above its own
"""Stands in a term above the highest that any message carried, stale ones too."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.highest = 0

    replace(
        "observeTerm",
        "def observeTerm(self, term: int) -> None:",
        "def observeTerm(self, term: int) -> None:\n    self.highest = max(self.highest, term)",
    )

    replace("becomeCandidate", "self.currentTerm += 1", "self.currentTerm = max(self.currentTerm, self.highest) + 1")
