# caught by: test_same_log_same_state
class StateMachine(Server):
    """A leader does not delete."""

    replace("execute", "self.machine.pop(key, None)", 'if self.role != "leader":\n    self.machine.pop(key, None)')
