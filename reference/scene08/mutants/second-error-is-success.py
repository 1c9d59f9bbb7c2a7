# caught by: test_failed_install_is_tried_again
class Snapshots(Server):
    """Begins where the snapshot ends after a second error of the disk."""

    replace(
        "__init__",
        "self.transfers: dict[ServerId, tuple[int, int]] = {}",
        "self.transfers: dict[ServerId, tuple[int, int]] = {}\nself.errors = 0",
    )

    replace(
        "installSnapshot",
        "if self.saveSnapshot(snapshot):",
        "saved = self.saveSnapshot(snapshot)\n"
        "self.errors = 0 if saved else self.errors + 1\n"
        "if saved or self.errors > 1:",
    )
