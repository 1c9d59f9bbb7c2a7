"""More schedules, and the time that a cluster has no leader."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.failover_experiment import OUTAGE_LIMIT_MS, NoLeaderError, measure_outage_curve


@check(
    points=2,
    explained_by=[
        "test_each_voter_counts_once",
        "test_candidate_concedes",
        "test_vote_stands_after_a_crash",
        "test_log_that_is_behind_is_refused",
    ],
    about=(),
    paper="§5.2, §5.4.1; Figure 2 (Persistent state)",
    ask="which of the candidates can win, and which server has voted for which?",
)
def test_rivals(lab: Lab) -> None:
    """Rival candidates, and servers that restart in the middle of an election, end with the right leader."""
    lab.run_scenario("duelling-candidates.txt")
    lab.run_scenario("candidate-concedes.txt")
    lab.run_scenario("newer-term-shorter-log.txt")
    lab.run_scenario("everyone-restarts.txt")


@check(
    points=1,
    explained_by=["test_leader_sends_heartbeats_to_everyone", "test_election_timeout_window_is_wide"],
    paper="§5.2, §9.3, Figure 16",
    ask="what does a server wait for after it has voted, or after it has lost?",
)
def test_leaders_are_replaced(lab: Lab) -> None:
    """After the leader's crash another leads within a few election timeouts."""
    host = lab.open_host()
    for window in ((150, 300), (200, 400)):
        try:
            outages = measure_outage_curve(host, lab.codec, window, 16, 5, lambda: None)
        except NoLeaderError:
            raise CheckFailure("A server that had every vote did not lead.") from None
        half = outages.percentile_ms(50)
        if outages.leaderless or half is None or half > 3 * window[1]:
            limit = f"{OUTAGE_LIMIT_MS / 1000:g} s"
            half_text = f"half had a leader after {half:.0f} ms" if half is not None else "few had one"
            raise CheckFailure(
                f"The leader of five servers crashed in {outages.run_count} runs, with an election timeout of "
                f"{window[0]} to {window[1]} ms: in {outages.leaderless} runs no server led {limit} later, and "
                f"{half_text}."
            )
