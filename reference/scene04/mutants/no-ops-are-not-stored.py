# caught by: test_entries_are_stored
class Replication(Server):
    """Does not store an entry without a command."""

    replace("storeEntries", ".lastIndex():", ".lastIndex() and entry.command is not None:")
