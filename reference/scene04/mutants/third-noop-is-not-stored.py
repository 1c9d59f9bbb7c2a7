# caught by: test_entries_are_stored
class Replication(Server):
    """Stores two no-ops in a row, and takes a third for a copy of them."""

    replace(
        "storeEntries",
        "if index > self.log.lastIndex():",
        "is_copy = index > 2 and all(each.command is None for each in [*self.log, entry][-3:])\n"
        "if index > self.log.lastIndex() and not is_copy:",
    )
