# caught by: test_event_changes_only_what_it_is_about
class Snapshots(Server):
    """Does not hear a leader that sends an old snapshot, without Pre-Vote."""

    replace(
        "handleInstallSnapshot",
        "self.hear_leader(req)",
        "if self.options.preVote or req.lastIncludedIndex > self.commitIndex:\n    self.hear_leader(req)",
    )
