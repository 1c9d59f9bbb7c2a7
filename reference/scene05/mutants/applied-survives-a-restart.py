# caught by: test_figure8_overwrite
class Commit(Server):
    """Saves lastApplied, and not the state machine: after a restart the applied entries are missing."""

    persistent = (*Server.persistent, "lastApplied")
