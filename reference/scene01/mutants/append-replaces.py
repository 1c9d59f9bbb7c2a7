# caught by: test_put_get_append_delete
class StateMachine(Server):
    """append puts its value in place of what was there."""

    replace("execute", 'if command.operation == "put":', 'if command.operation in ("put", "append"):')
    replace("execute", 'elif command.operation == "append":\n    self.machine[key] = (old or "") + command.value', "")
