# caught by: test_conflicting_log_is_deleted
class Snapshots(Server):
    """Keeps what conflicts with the snapshot without CheckQuorum."""

    replace(
        "restoreSnapshot",
        "self.log.resetTo(index, term)",
        "rest = list(self.log.entriesFrom(index + 1)) if not self.options.checkQuorum and "
        "self.log.lastIndex() > index else []\n"
        "self.log.resetTo(index, term)\n"
        "for each in rest:\n"
        "    self.log.append(each)",
    )
