# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """A late part of a snapshot that it has by now throws away the parts of a newer one."""

    replace(
        "handleInstallSnapshot",
        "if req.lastIncludedIndex <= self.commitIndex:",
        'if req.lastIncludedIndex <= self.commitIndex:\n    self.received = (0, 0, "")',
    )
