# variant: a lease may end sooner than it must
class Operations(Server):
    """Revokes the lease when the transfer begins."""

    replace(
        "transferLeadership",
        "self.transfer_target = target",
        "self.transfer_target = target\nself.lease_revoked_in = self.currentTerm",
    )
