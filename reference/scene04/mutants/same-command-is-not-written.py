# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Writes only if the log has another length or another last command: a new term of the same call is not durable."""

    replace(
        "storeEntries",
        "if list(self.log) != before:",
        """last = self.log.lastIndex()
if len(before) != last or (before and before[-1].command != self.log[last].command):""",
    )
