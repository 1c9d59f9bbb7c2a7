# caught by: test_an_index_is_for_one_read
class Reads(Server):
    """Answers with the last of the keys that the client asks for."""

    replace(
        "serveForwardedReads",
        "self.machine.get(key)",
        "self.machine.get(max(k for (c, _), (k, _, _) in self.forwardedReads.items() if c == client))",
    )
