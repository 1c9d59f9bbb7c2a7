# caught by: test_conflict_is_replaced
"""A conflict is an entry with another command."""


class Commit(Server):
    replace("truncateConflicts", "[index].term != entry.term:", "[index].command != entry.command:")
