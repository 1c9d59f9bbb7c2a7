# caught by: test_put_get_append_delete
class StateMachine(Server):
    """X and x are one key."""

    replace(
        "execute",
        "key, old = command.key, self.machine.get(command.key)",
        "key, old = command.key.lower(), self.machine.get(command.key.lower())",
    )
