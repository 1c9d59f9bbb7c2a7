# variant: a client of a read may hear unknown as well as not leader
from raftlab.server import UNKNOWN


class Reads(Server):
    """Says that it does not know, when it steps down."""

    replace("serveReads", "self.reply(client, sequence, NOT_LEADER)", "self.reply(client, sequence, UNKNOWN)")
