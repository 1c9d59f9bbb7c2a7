"""The checks of single rules: a check of whole runs fails for the same reason if one of them does."""

READ_RULES = (
    "test_read_waits_for_confirmation",
    "test_confirmed_after_arrival",
    "test_own_term_first",
    "test_every_read_ends",
    "test_only_a_majority_confirms",
    "test_repeated_with_the_heartbeat",
    "test_refusal_does_not_confirm",
    "test_one_server",
    "test_follower_asks_its_leader",
    "test_leader_gives_the_index",
    "test_forwarded_reads_end",
)
LEASE_RULES = (
    "test_lease_answers_at_once",
    "test_lease_counts_from_sending",
    "test_lease_is_shorter_than_the_promise",
    "test_leadership_ends_with_its_lease",
    "test_lease_needs_a_majority",
    "test_lease_needs_the_own_term",
    "test_no_lease_after_a_transfer_began",
    "test_clock_that_was_set_back_is_no_lease",
)
RULES = (*READ_RULES, *LEASE_RULES)
