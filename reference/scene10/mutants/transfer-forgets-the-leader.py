# caught by: test_target_catches_up_first
class Operations(Server):
    """A leader that hands over knows no leader."""

    replace(
        "transferLeadership", "self.transfer_target = target", "self.transfer_target = target\nself.leaderId = None"
    )
