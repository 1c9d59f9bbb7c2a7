# caught by: test_put_get_append_delete
class StateMachine(Server):
    """Keys are cut after eight letters."""

    replace(
        "execute",
        "key, old = command.key, self.machine.get(command.key)",
        "key, old = command.key[:8], self.machine.get(command.key[:8])",
    )
