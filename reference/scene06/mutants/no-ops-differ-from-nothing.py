# caught by: test_hidden_state_machine_safety
class Invariants(Server):
    """Leaves out no-ops, as they change no machine."""

    replace(
        "stateMachineSafety",
        "if applied.setdefault(each.index, each.command) != each.command:",
        "if each.command is not None and applied.setdefault(each.index, each.command) != each.command:",
    )
