# caught by: test_failed_write_is_repeated
class Operations(Server):
    """Takes a failed write for a durable one."""

    replace("onPersisted", "if completion.failed:", "if completion.failed and not index:")
