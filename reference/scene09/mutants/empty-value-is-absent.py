# caught by: test_one_server
class Reads(Server):
    """Answers None where the value is empty."""

    replace("serveReads", "self.machine.get(key)", "self.machine.get(key) or None")
