# caught by: test_every_read_ends
class Reads(Server):
    """Answers all reads with the key of the newest one."""

    replace("serveReads", "self.machine.get(key)", "self.machine.get(self.pendingReads[-1][2])")
