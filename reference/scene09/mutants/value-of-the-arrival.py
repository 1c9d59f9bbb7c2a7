# caught by: test_own_term_first
class Reads(Server):
    """Gives the value that the key had when the read arrived."""

    replace("handleRead", "sequence, key, *self", "sequence, self.machine.get(key), *self")
    replace("serveReads", "self.machine.get(key)", "key")
