# variant: commitIndex may be saved as a hint (Raft Figure 2 keeps it volatile)
"""Saves commitIndex with the rest."""


class Replication(Server):
    persistent = (*Server.persistent, "commitIndex")
