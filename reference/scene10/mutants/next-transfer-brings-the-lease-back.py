# caught by: test_lease_ends_with_timeout_now
class Operations(Server):
    """The next transfer of a term brings its lease back until the next TimeoutNow."""

    replace(
        "transferLeadership",
        "self.transfer_target = target",
        "self.transfer_target = target\nself.lease_revoked_in = 0",
    )
