# caught by: test_same_log_same_state
class StateMachine(Server):
    """With a background disk a delete is left for later."""

    replace(
        "execute",
        "self.machine.pop(key, None)",
        'if self.options.disk != "background":\n    self.machine.pop(key, None)',
    )
