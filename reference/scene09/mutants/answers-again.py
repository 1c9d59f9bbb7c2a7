# caught by: test_own_term_first
class Reads(Server):
    """Answers a read again with every event."""

    replace(
        "serveReads",
        "self.reply(client, sequence, OK, self.machine.get(key))",
        "self.reply(client, sequence, OK, self.machine.get(key))\nwaiting.append(read)",
    )
