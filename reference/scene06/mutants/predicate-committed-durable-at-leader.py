# caught by: test_leader_completeness_accuses_nobody
from raftlab.cluster_history import HistoryStep


class Invariants(Server):
    """Demands that a leader's commitIndex never passes its own durable log (etcd-io/raft PR 226)."""

    def leaderCompleteness(self, history: History) -> int | None:
        found = [
            self.completeness(history),
            *(step.number for step in history.steps if self.commits_before_it_stores(step)),
        ]
        return min((number for number in found if number is not None), default=None)

    def completeness(self, history: History) -> int | None:
        """Judge by the right rule."""
        committed: dict[int, tuple[object, int]] = {}
        for step in history.steps:
            for server in step.servers:
                for index in range(1, server.commitIndex + 1):
                    committed.setdefault(index, (server.entry(index), server.currentTerm))
            for server in step.servers:
                for index, (entry, term) in committed.items() if server.role == LEADER else ():
                    if term < server.currentTerm and server.entry(index) != entry:
                        return step.number
        return None

    def commits_before_it_stores(self, step: HistoryStep) -> bool:
        """Tell whether a leader has committed what its own disk does not have yet."""
        return any(server.role == LEADER and server.commitIndex > server.stored for server in step.servers)
