# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Restores no snapshot whose configuration it is not in."""

    replace(
        "restoreSnapshot",
        "index, term = snapshot",
        "if snapshot.configuration is not None and self.id not in snapshot.configuration.members:\n"
        "    return\n"
        "index, term = snapshot",
    )
