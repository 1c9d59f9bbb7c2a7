# caught by: test_failed_write_keeps_the_log
class Snapshots(Server):
    """Saves, after an error of the disk, the text that could not be saved then."""

    replace(
        "__init__",
        "self.transfers: dict[ServerId, tuple[int, int]] = {}",
        "self.transfers: dict[ServerId, tuple[int, int]] = {}\nself.text = None",
    )

    replace("takeSnapshot", "self.machine_text())", "self.text or self.machine_text())")

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "self.text = snapshot.data\nif self.saveSnapshot(snapshot):\n    self.text = None",
    )
