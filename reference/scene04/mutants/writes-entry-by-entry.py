# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Writes the log after each entry, although the given truncateConflicts removes entries that agree."""

    replace("storeEntries", "self.log.append(entry)", "self.log.append(entry)\nself.persist()")
