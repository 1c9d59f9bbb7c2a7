# caught by: test_parts_of_two_transfers_are_not_mixed
class Snapshots(Server):
    """Installs the configuration of the first snapshot that it got in its life."""

    replace(
        "installSnapshot",
        "snapshot = Snapshot(",
        "self.kept = vars(self).get('kept') or req.configuration\nsnapshot = Snapshot(",
    )
    replace("installSnapshot", "req.lastIncludedTerm, req.configuration, data", "req.lastIncludedTerm, self.kept, data")
