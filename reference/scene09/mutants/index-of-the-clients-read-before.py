# caught by: test_an_index_is_for_one_read
class Reads(Server):
    """A later read of a client takes the index that is known for its earlier one."""

    replace(
        "handleRead",
        "self.forwardedReads[client, sequence] = (key, self.currentTerm, None)",
        """known = [None]
known += [each for call, (_, _, each) in self.forwardedReads.items() if call[0] == client]
self.forwardedReads[client, sequence] = (key, self.currentTerm, known[-1])""",
    )
