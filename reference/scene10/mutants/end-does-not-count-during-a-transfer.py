# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """While a leader hands over the end of its write commits nothing."""

    replace("onPersisted", "if self.role == LEADER:", "if self.role == LEADER and self.transfer_target is None:")
