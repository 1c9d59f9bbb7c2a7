# caught by: test_leader_completeness_accuses_nobody
from raftlab.cluster_history import HistoryStep


class Invariants(Server):
    """Demands for ever that whoever voted for j knows nothing committed that j lacks (etcd, VotesGrantedInv)."""

    def leaderCompleteness(self, history: History) -> int | None:
        found = [
            self.completeness(history),
            *(step.number for step in history.steps if self.votes_for_a_lesser_log(step)),
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

    def votes_for_a_lesser_log(self, step: HistoryStep) -> bool:
        """Tell whether a server's vote is given to one that lacks what the server knows committed."""
        logs = {server.name: server.log for server in step.servers}
        return any(
            server.votedFor is not None
            and logs[server.votedFor][: server.commitIndex] != server.log[: server.commitIndex]
            for server in step.servers
        )
