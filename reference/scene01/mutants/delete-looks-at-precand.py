# caught by: test_same_log_same_state
class StateMachine(Server):
    """A pre-candidate does not delete."""

    replace(
        "execute", "self.machine.pop(key, None)", 'if self.role != "pre-candidate":\n    self.machine.pop(key, None)'
    )
