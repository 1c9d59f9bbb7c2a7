# caught by: test_conflicting_log_is_deleted
class Snapshots(Server):
    """Keeps what conflicts with the snapshot in terms above 100."""

    replace(
        "restoreSnapshot",
        "self.log.resetTo(index, term)",
        "rest = list(self.log.entriesFrom(index + 1)) if self.currentTerm > 100 and self.log.lastIndex() "
        "> index else []\n"
        "self.log.resetTo(index, term)\n"
        "for each in rest:\n"
        "    self.log.append(each)",
    )
