# caught by: test_leader_completeness_accuses_nobody
from raftlab.cluster_history import HistoryStep


class Invariants(Server):
    """Demands of a log that is more up to date than another all that the other knows committed (etcd, CCF)."""

    def leaderCompleteness(self, history: History) -> int | None:
        found = [
            self.completeness(history),
            *(step.number for step in history.steps if self.loses_to_a_better_log(step)),
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

    def loses_to_a_better_log(self, step: HistoryStep) -> bool:
        """Tell whether a log that is at least as up to date lacks what another server knows committed."""
        ends = {server.name: (server.log[-1].term if server.log else 0, len(server.log)) for server in step.servers}
        return any(
            ends[one.name] >= ends[two.name] and one.log[: two.commitIndex] != two.log[: two.commitIndex]
            for one in step.servers
            for two in step.servers
        )
