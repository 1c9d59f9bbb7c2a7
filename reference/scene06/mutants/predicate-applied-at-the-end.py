# caught by: test_state_machine_safety_step
class Invariants(Server):
    """Looks through everything that was applied, and names the last step."""

    def stateMachineSafety(self, history: History) -> int | None:
        every = [each for step in history.steps for each in step.applied]
        applied = {each.index: each.command for each in every}
        return history.steps[-1].number if any(applied[each.index] != each.command for each in every) else None
