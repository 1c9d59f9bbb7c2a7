# caught by: test_put_get_append_delete
class StateMachine(Server):
    """Spaces around a key do not count."""

    replace(
        "execute",
        "key, old = command.key, self.machine.get(command.key)",
        "key, old = command.key.strip(), self.machine.get(command.key.strip())",
    )
