# caught by: test_same_log_same_state
class StateMachine(Server):
    """Three hours after the start of time a delete is left for the night."""

    replace("execute", "self.machine.pop(key, None)", "if self.now < 10_800_000:\n    self.machine.pop(key, None)")
