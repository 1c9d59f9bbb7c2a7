# caught by: test_failed_write_is_repeated
class Operations(Server):
    """After a failed write its clients wait no more."""

    replace("onPersisted", "self.persist()", "self.persist()\nself.waiting.clear()")
