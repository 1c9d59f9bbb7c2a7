# caught by: test_ok_waits_for_commit
class Commit(Server):
    """Gives up on a command that it still replicates: a client of a healthy leader hears unknown."""

    replace("answerClients", "elif not kept or self.role != LEADER:", "else:")
    replace("answerClients", "else:\n    continue", "")
