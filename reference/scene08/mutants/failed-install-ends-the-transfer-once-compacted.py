# caught by: test_failed_install_is_tried_again
class Snapshots(Server):
    """After an error of the disk, does not go on with the transfer if its log is compacted."""

    replace(
        "handleInstallSnapshot",
        'self.installSnapshot(req, data)\ndata = ""',
        "self.installSnapshot(req, data)\n"
        'data = ""\n'
        "if self.log.lastIncludedIndex and self.commitIndex < req.lastIncludedIndex:\n"
        "    self.received = (req.term, req.lastIncludedIndex + 1, data)\n"
        "    return",
    )
