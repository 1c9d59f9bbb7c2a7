# caught by: test_own_term_first
class Reads(Server):
    """Gives the value that the key had when the read arrived."""

    replace("handleRead", "command.key, index", "self.machine.get(command.key), index")
    replace("serveReads", "self.machine.get(key)", "key")
