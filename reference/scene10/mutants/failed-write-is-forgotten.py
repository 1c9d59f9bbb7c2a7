# caught by: test_failed_write_is_repeated
class Operations(Server):
    """Does not write again after an error."""

    replace("onPersisted", "self.persist()", "pass")
