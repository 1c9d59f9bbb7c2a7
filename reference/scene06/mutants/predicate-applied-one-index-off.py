# caught by: test_hidden_state_machine_safety
class Invariants(Server):
    """Takes a command that was applied one index earlier or later for the same."""

    replace(
        "stateMachineSafety",
        "applied.setdefault(each.index, each.command) != each.command",
        "applied.setdefault(each.index, each.command) != each.command and each.command not in "
        "(applied.get(each.index - 1, 0), applied.get(each.index + 1, 0))",
    )
