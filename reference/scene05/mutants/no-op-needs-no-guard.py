# caught by: test_hidden_older_term
class Commit(Server):
    """Commits an entry without a command by counting copies."""

    replace("tryAdvanceCommit", "[index].term !=", "[index].command and self.log[index].term !=")
