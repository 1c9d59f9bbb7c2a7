# caught by: test_failed_write_is_repeated
class Operations(Server):
    """Drops the entries whose write failed, which were already sent."""

    replace("onPersisted", "self.persist()", "self.log.truncateFrom(self.durable_index + 1)\nself.persist()")
