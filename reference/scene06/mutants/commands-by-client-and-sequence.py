# caught by: test_hidden_state_machine_safety
class Invariants(Server):
    """Compares the calls' clients and sequences, which say nothing about commands without a client."""

    replace(
        "stateMachineSafety",
        "applied.setdefault(each.index, each.command) != each.command",
        """applied.setdefault(each.index, each.command and (each.command.client, each.command.sequence)) != (
    each.command and (each.command.client, each.command.sequence)
)""",
    )
