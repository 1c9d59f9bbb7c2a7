# caught by: test_put_get_append_delete
class StateMachine(Server):
    """A deleted key holds an empty text."""

    replace("execute", "self.machine.pop(key, None)", 'self.machine[key] = ""')
