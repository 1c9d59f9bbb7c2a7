# variant: commitIndex may be saved as a hint (Raft Figure 2 keeps it volatile)
class Replication(Server):
    """Saves commitIndex with the rest."""

    persistent = (*Server.persistent, "commitIndex")
