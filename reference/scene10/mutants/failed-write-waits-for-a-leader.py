# caught by: test_failed_write_is_repeated
class Operations(Server):
    """Begins a failed write again only while it knows a leader."""

    replace("onPersisted", "self.persist()", "if self.leaderId is not None:\n    self.persist()")
