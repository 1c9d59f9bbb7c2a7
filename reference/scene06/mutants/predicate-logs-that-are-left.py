# caught by: test_state_machine_safety_is_seen
class Invariants(Server):
    """Compares the logs as they are up to each pair's smaller commitIndex, and forgets what was applied before."""

    def stateMachineSafety(self, history: History) -> int | None:
        for step in history.steps:
            for one, two in combinations(step.servers, 2):
                least = min(one.commitIndex, two.commitIndex)
                if one.log[:least] != two.log[:least]:
                    return step.number
        return None
