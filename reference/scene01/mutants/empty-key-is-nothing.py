# caught by: test_put_get_append_delete
class StateMachine(Server):
    """The empty text is no key."""

    replace(
        "execute",
        "def execute(self, command: Command) -> str | None:",
        "def execute(self, command: Command) -> str | None:\n    if not command.key:\n        return None",
    )
