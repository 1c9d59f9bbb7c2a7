# caught by: test_failed_write_is_repeated
class Operations(Server):
    """A failed write restarts the election timer."""

    replace(
        "onPersisted",
        "if completion.failed:",
        "if completion.failed:\n    if self.role != LEADER:\n        self.resetElectionTimer()",
    )
