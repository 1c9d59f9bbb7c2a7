# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Writes the log after the cut and again after the append: between both, entries that it acknowledged are gone."""

    replace("storeEntries", "self.truncateConflicts(req)", "self.truncateConflicts(req)\nself.persist()")
