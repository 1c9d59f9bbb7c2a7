# caught by: test_hidden_any_log_meets_any_snapshot
class Snapshots(Server):
    """Goes on with the parts of any transfer where CheckQuorum is off."""

    replace(
        "received_data",
        "if (term, index) == (req.term, req.lastIncludedIndex):",
        "if (term, index) == (req.term, req.lastIncludedIndex) or (data and not self.options.checkQuorum):",
    )
