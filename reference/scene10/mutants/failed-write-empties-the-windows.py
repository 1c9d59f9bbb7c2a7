# caught by: test_failed_write_is_repeated
class Operations(Server):
    """After a failed write nothing is on its way any more."""

    replace("onPersisted", "self.persist()", "self.persist()\nself.in_flight = {}")
