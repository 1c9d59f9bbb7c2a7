# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Ignores parts that are not the last one while clients of its own leadership wait."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)",
        "self.hear_leader(req)\nif self.waiting and not req.done:\n    return",
    )
