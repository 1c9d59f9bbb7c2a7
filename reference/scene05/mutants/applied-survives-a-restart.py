# caught by: test_figure8_overwrite
"""Saves lastApplied, and not the state machine: after a restart the applied entries are missing."""


class Commit(Server):
    persistent = (*Server.persistent, "lastApplied")
