# caught by: test_every_read_ends
class Reads(Server):
    """Keeps one pending read a client: a later one replaces the earlier."""

    replace("serveReads", "waiting.append(read)", "waiting = [w for w in waiting if w[0] != client] + [read]")
