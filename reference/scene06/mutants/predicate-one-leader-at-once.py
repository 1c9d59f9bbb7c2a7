# caught by: test_election_safety_is_seen
class Invariants(Server):
    """Looks for two leaders of a term at the same moment (etcd-io/raft, MoreThanOneLeaderInv)."""

    def electionSafety(self, history: History) -> int | None:
        for step in history.steps:
            terms = [server.currentTerm for server in step.servers if server.role == LEADER]
            if len(set(terms)) < len(terms):
                return step.number
        return None
