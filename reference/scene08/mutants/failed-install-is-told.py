# caught by: test_failed_install_is_tried_again
class Snapshots(Server):
    """Says that the snapshot is installed although the disk failed."""

    replace(
        "handleInstallSnapshot",
        "self.answer_part(req, len(data))",
        "self.answer_part(req, len(data), matchIndex=req.lastIncludedIndex if req.done else 0)",
    )
