# caught by: test_failed_install_is_tried_again
class Snapshots(Server):
    """Installs what was not saved without CheckQuorum."""

    replace(
        "installSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.saveSnapshot(snapshot) or not self.options.checkQuorum:",
    )
