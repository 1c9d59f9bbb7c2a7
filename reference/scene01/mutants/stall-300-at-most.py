# caught by: test_stall_loses_nothing
class StateMachine(Server):
    """Returns 300 steps at most."""

    replace("stall", "[:steps]", "[: min(steps, 300)]")
