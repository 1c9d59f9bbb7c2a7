# caught by: test_store_any_message
class Commit(Server):
    """Compares terms with `is not`: once terms are large every entry conflicts, and what follows is lost."""

    replace("truncateConflicts", "].term != entry.term", "].term is not entry.term")
