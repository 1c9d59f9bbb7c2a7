# caught by: test_old_message_deletes_nothing
class Commit(Server):
    """Compares terms with `is not`: once terms are large every entry conflicts, and what follows is lost."""

    replace("truncateConflicts", "].term != entry.term", "].term is not entry.term")
