# caught by: test_an_index_is_for_one_read
class Reads(Server):
    """Takes an index for whichever read waits."""

    replace(
        "handleReadIndexReply",
        "key, term, index = ",
        "for call, (key, term, _) in self.forwardedReads.items():\n"
        "    self.forwardedReads[call] = (key, term, reply.index)\n"
        "key, term, index = ",
    )
