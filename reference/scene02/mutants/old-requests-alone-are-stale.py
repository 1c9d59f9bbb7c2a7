# caught by: test_older_message_is_stale
class Terms(Server):
    """Lets old replies through to their handlers."""

    replace(
        "rejectStale",
        "if refusal is not None:\n    self.send(message.sender, refusal)",
        "if refusal is None:\n    return False\nself.send(message.sender, refusal)",
    )
