# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Installs a configuration without its learners."""

    replace(
        "installSnapshot",
        "snapshot = Snapshot(",
        "found = req.configuration\n"
        "if found is not None:\n"
        "    found = Configuration(found.voters, (), found.old_voters)\n"
        "snapshot = Snapshot(",
    )

    replace(
        "installSnapshot",
        "req.configuration, data)",
        "found, data)",
    )
