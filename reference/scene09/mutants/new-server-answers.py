# caught by: test_every_read_ends
class Reads(Server):
    """Answers from its own machine in term 0."""

    replace(
        "handleRead",
        "if self.role == LEADER:",
        "if self.currentTerm == 0:\n    self.reply(client, sequence, OK, self.machine.get(key))\n"
        "elif self.role == LEADER:",
    )
