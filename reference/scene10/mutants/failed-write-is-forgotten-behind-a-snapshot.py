# caught by: test_failed_write_is_repeated
class Operations(Server):
    """Behind a snapshot a failed write is not begun again."""

    replace("onPersisted", "self.persist()", "if self.log.lastIncludedIndex == 0:\n    self.persist()")
