# caught by: test_leader_completeness_accuses_nobody
from raftlab.server import Entry


class Invariants(Server):
    """Takes the term of the entry for the term in which it was committed (etcd-io/raft, LeaderCompletenessInv)."""

    def leaderCompleteness(self, history: History) -> int | None:
        committed: dict[int, Entry] = {}
        for step in history.steps:
            for server in step.servers:
                for index, entry in enumerate(server.log[: server.commitIndex], start=1):
                    committed.setdefault(index, entry)
            for server in step.servers:
                for index, entry in committed.items() if server.role == LEADER else ():
                    if entry.term < server.currentTerm and server.entry(index) != entry:
                        return step.number
        return None
