# caught by: test_failed_write_is_repeated
class Operations(Server):
    """A leader does not begin a write of its own again that failed."""

    replace(
        "onPersisted",
        "if completion.failed:\n    self.persist()",
        "if completion.failed and self.role == LEADER:\n    return\nif completion.failed:\n    self.persist()",
    )
