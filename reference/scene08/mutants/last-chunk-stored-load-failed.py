# caught by: test_failed_install_is_tried_again
class Snapshots(Server):
    """Keeps all characters when the disk fails, so that nothing is left to send."""

    replace("handleInstallSnapshot", 'data = ""', "pass")
    replace(
        "replicateTo",
        "self.send(follower, self.snapshot_part(self.snapshot, offset))",
        "if offset < len(self.snapshot.data):\n    self.send(follower, self.snapshot_part(self.snapshot, offset))",
    )
