# caught by: test_event_changes_only_what_it_is_about
class Snapshots(Server):
    """Takes the snapshot's index as committed before it is installed."""

    replace(
        "handleInstallSnapshot",
        "data = self.received_data(req)",
        "data = self.received_data(req)\n"
        "self.commitIndex = max(self.commitIndex, min(req.lastIncludedIndex, self.log.lastIndex()))",
    )
