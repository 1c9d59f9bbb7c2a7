# variant: an answer about an older snapshot moves nothing at the leader
class Snapshots(Server):
    """Answers a late part of an older snapshot too."""

    replace(
        "handleInstallSnapshot",
        "if data is None:\n    return",
        "if data is None:\n    self.answer_part(req, 0)\n    return",
    )
