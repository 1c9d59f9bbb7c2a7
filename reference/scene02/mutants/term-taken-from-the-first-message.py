# caught by: test_stale_changes_nothing
"""After a start, takes the term of the first message that arrives, whatever it is."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.fresh = False

    def started(self) -> None:
        super().started()
        self.fresh = True

    def observeTerm(self, term: int) -> None:
        if self.fresh and len(self.log) > 0 and term < self.currentTerm:
            self.currentTerm = term
        elif term > self.currentTerm:
            self.becomeFollower(term)
        self.fresh = False
