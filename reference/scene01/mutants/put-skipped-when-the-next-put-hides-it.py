# caught by: test_same_log_same_state
class StateMachine(Server):
    """Leaves out a put that the next entry of the log overwrites."""

    replace(
        "execute",
        'if command.operation == "put":\n    self.machine[key] = command.value',
        """if command.operation == "put":
    hidden = False
    if 0 < self.lastApplied < self.log.lastIndex():
        following = self.log[self.lastApplied + 1].command
        hidden = following is not None and (following.operation, following.key, following.client) == ("put", key, "")
    if not hidden:
        self.machine[key] = command.value""",
    )
