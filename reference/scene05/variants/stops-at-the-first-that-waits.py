# variant: a leader applies in the order of its log, and nobody waits on a server that does not lead
class Commit(Server):
    """Looks no further than the first client that must wait."""

    replace("answerClients", "continue", "break")
