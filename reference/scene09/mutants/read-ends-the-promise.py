# caught by: test_lease_counts_from_sending
class Reads(Server):
    """Forgets when it heard its leader, when a client reads."""

    replace(
        "handleRead",
        "client, sequence, key = command.client, command.sequence, command.key",
        "client, sequence, key = command.client, command.sequence, command.key\nself.heardAt = None",
    )
