# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Keeps what follows the snapshot only where CheckQuorum is on."""

    replace(
        "restoreSnapshot",
        "if self.log.holds(index, term):",
        "if self.log.holds(index, term) and self.options.checkQuorum:",
    )
