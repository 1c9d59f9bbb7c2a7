# caught by: test_hidden_state_machine_safety
class Invariants(Server):
    """Compares the last indexes that were applied; a server that lags may apply anything."""

    def stateMachineSafety(self, history: History) -> int | None:
        highest, applied = 0, {}
        for step in history.steps:
            for each in step.applied:
                if each.index > highest - 3 and applied.setdefault(each.index, each.command) != each.command:
                    return step.number
                highest = max(highest, each.index)
        return None
