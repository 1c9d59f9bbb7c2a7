# caught by: test_state_machine_safety_is_seen
class Invariants(Server):
    """Compares the logs up to the smallest commitIndex of all servers, after each step (kuilt-raft-test)."""

    def stateMachineSafety(self, history: History) -> int | None:
        for step in history.steps:
            least = min(server.commitIndex for server in step.servers)
            if len({server.log[:least] for server in step.servers}) > 1:
                return step.number
        return None
