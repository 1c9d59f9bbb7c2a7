# caught by: test_every_read_ends
class Reads(Server):
    """Says nothing where it does not lead."""

    replace("handleRead", "self.reply(client, sequence, NOT_LEADER)", "pass")
