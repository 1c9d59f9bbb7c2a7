# expected: 63 points
class Snapshots(Server):
    """Takes each part as it comes, adds it, and drops the whole log with the last one."""

    replace("handleInstallSnapshot", "if req.offset == len(data):", "if True:")
    replace("restoreSnapshot", "if self.log.holds(index, term):", "if False:")
