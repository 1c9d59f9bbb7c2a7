# variant: a log that holds the snapshot's last entry holds everything that the snapshot stands for
class Snapshots(Server):
    """Commits up to the snapshot's end where the log holds it, and answers at once: nothing is installed."""

    replace(
        "handleInstallSnapshot",
        "data = self.received_data(req)",
        "if self.log.holds(req.lastIncludedIndex, req.lastIncludedTerm):\n"
        "    self.commitIndex = req.lastIncludedIndex\n"
        "    self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n"
        "    return\n"
        "data = self.received_data(req)",
    )
