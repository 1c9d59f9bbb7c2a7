# caught by: test_put_get_append_delete
class StateMachine(Server):
    """append to a key with nothing fails."""

    replace("execute", '] = (old or "") + command', "] = self.machine[key] + command")
