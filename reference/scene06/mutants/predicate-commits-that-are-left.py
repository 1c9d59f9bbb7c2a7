# caught by: test_leader_completeness_is_seen
class Invariants(Server):
    """Knows of no commit but those that a server still shows after the step: a crash erases them."""

    def leaderCompleteness(self, history: History) -> int | None:
        for step in history.steps:
            for leader in step.servers:
                for server in step.servers if leader.role == LEADER else ():
                    lacks = server.log[: server.commitIndex] != leader.log[: server.commitIndex]
                    if server.currentTerm < leader.currentTerm and lacks:
                        return step.number
        return None
