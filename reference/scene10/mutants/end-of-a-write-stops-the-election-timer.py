# caught by: test_only_durable_is_acknowledged
class Operations(Server):
    """When a write ends the election timer stops."""

    replace("onPersisted", "self.durable_index = index", "self.durable_index = index\nself.cancelTimer('election')")
