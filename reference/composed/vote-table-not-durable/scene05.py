class Commit(Server):
    """Makes commitIndex durable as a hint: harmless where no layer below has durable variables of its own."""

    persistent = (*Server.persistent, "commitIndex")
