# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """Behind a snapshot one entry more is durable than was written."""

    replace(
        "onPersisted", "self.durable_index = index", "self.durable_index = index + bool(self.log.lastIncludedIndex)"
    )
