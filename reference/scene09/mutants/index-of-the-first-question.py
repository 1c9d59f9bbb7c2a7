# caught by: test_leader_gives_the_index
class Reads(Server):
    """Gives all who wait the index of the one that asked first."""

    replace("serve_followers", "client, sequence, index))", "client, sequence, asked[0][3]))")
