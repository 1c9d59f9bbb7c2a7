# caught by: test_an_index_is_for_one_read
class Reads(Server):
    """Takes an index for a read that does not wait here, where both are of the first term, and answers it."""

    replace("handleReadIndexReply", '("", 0, None)', '("", 1, None)')
