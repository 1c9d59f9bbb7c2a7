# caught by: test_failed_write_is_repeated
class Operations(Server):
    """When a write ends the election timer stops."""

    replace("onPersisted", "self.durable_index = index", "self.durable_index = index\nself.cancelTimer('election')")
