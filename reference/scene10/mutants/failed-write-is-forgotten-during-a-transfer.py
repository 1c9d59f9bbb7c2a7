# caught by: test_failed_write_is_repeated
class Operations(Server):
    """While it hands over, a failed write is not begun again."""

    replace(
        "onPersisted",
        "if completion.failed:",
        "if completion.failed and self.transfer_target is not None:\n    return\nif completion.failed:",
    )
