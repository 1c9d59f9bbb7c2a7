# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Does not write an append that changes no command: a no-op is not durable."""

    replace(
        "storeEntries",
        "if list(self.log) != before:",
        "if [entry for entry in self.log if entry.command] != [entry for entry in before if entry.command]:",
    )
