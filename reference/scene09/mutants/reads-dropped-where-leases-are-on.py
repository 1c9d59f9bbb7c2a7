# caught by: test_every_read_ends
class Reads(Server):
    """Where leases are on, it forgets its reads when it steps down."""

    replace(
        "serveReads",
        "self.reply(client, sequence, NOT_LEADER)",
        "if self.options.reads == 'index':\n    self.reply(client, sequence, NOT_LEADER)",
    )
