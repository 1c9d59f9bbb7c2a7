# caught by: test_read_waits_for_confirmation
class Reads(Server):
    """Gives an empty text for a key that is absent."""

    replace("serveReads", "self.machine.get(key)", 'self.machine.get(key, "")')
