# caught by: test_the_configuration_confirms
class Reads(Server):
    """Counts itself among those who confirm, also where it has no vote."""

    replace(
        "finish_round",
        "if not self.quorum(answered):",
        "voters = self.configuration().voters\n"
        "if not self.configuration().is_joint and self.id not in voters:\n"
        "    if 2 * len(answered & {*voters, self.id}) <= len(voters):\n"
        "        return\n"
        "elif not self.quorum(answered):",
    )
