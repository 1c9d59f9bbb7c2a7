# caught by: test_put_get_append_delete
class StateMachine(Server):
    """The machine is kept as key=value, so a key ends at its first "="."""

    replace(
        "execute",
        "key, old = command.key, self.machine.get(command.key)",
        """key = command.key.partition("=")[0]
old = self.machine.get(key)""",
    )
