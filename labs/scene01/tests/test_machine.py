"""The key-value machine: what each operation changes and returns, and that nothing else has a say in it."""

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed import Placed
from raftlab.checks.words import returned as told
from raftlab.labs.scene01.ledger import Log, call, command_in_words, entries, given_in_words, in_words, standing
from raftlab.labs.scene01.seen import check_all, contents, machine, result
from raftlab.server import Command

ROWS = (
    # what stands in the machine before, the command, what it returns
    ({}, "x=1", None),
    ({"x": "1"}, "x=2", None),
    ({"y": "1"}, "x=2", None),
    ({}, "x+=1", None),
    ({"x": "1", "y": "7"}, "x+=2", None),
    ({}, "get x", None),
    ({"x": "1", "y": "7"}, "get x", "1"),
    ({"x": "1", "y": "7"}, "delete x", None),
    ({"y": "7"}, "delete x", None),
)
SWAPS = (
    ({"x": "1"}, "x:1->2", "1"),
    ({"x": "1"}, "x:2->3", "1"),
    ({}, "x:1->2", None),
    ({}, "x:->1", None),
    ({"x": "1"}, "x:->2", "1"),
    ({"x": "1", "y": "2"}, "x:2->3", "1"),
)
OPERATIONS = st.sampled_from(["{k}={v}", "{k}+={v}", "{k}+={v}", "get {k}", "delete {k}", "{k}:{e}->{v}", "{k}:->{v}"])
COMMANDS = st.builds(
    lambda form, k, v, e: form.format(k=k, v=v, e=e),
    OPERATIONS,
    st.sampled_from("xy"),
    st.sampled_from("12"),
    st.sampled_from(["1", "2", "12"]),
)


def check_rows(lab: Lab, rows: tuple[tuple[dict[str, str], str, str | None], ...]) -> None:
    """Let the machine of each row execute its command; Broken where it holds or returns something else then."""
    for before, words, returned in rows:
        server = lab.place("S1", machine=before)
        seen = server.call("execute", None, call(words)).result
        story = f"The machine held: {contents(before)}. It executed {command_in_words(call(words))}"
        wanted = after(before, call(words))
        if machine(server) != wanted:
            raise Broken(f"{story} and then held: {contents(machine(server))}. It is to hold: {contents(wanted)}.")
        if seen != returned:
            raise Broken(f"{story}, which returned {told(seen)}. It is to return {returned!r}.")


def after(before: dict[str, str], command: Command) -> dict[str, str]:
    """Return what stands in a machine after one command."""
    puts = [Command("put", key, value) for key, value in before.items()]
    held = {key: standing(key, [*puts, command]) for key in {*before, command.key}}
    return {key: value for key, value in sorted(held.items()) if value is not None}


@check(points=5, paper="§2; the contract of execute", ask="what stood at the key before, and what else stands there?")
def test_put_get_append_delete(lab: Lab) -> None:
    """put, get, append and delete do what their contract says, and leave other keys alone."""
    check_rows(lab, ROWS)


@check(points=4, paper="the contract of execute", ask="what stands at the key, and what did the client expect there?")
def test_compare_and_set(lab: Lab) -> None:
    """Compare-and-set changes a key where it finds what was expected, and tells what it found."""
    check_rows(lab, SWAPS)


@check(
    points=3,
    after=[test_put_get_append_delete, test_compare_and_set, "test_every_entry_is_applied"],
    paper="§2",
    ask="which of the commands before last changed that key?",
)
def test_any_commands(lab: Lab) -> None:
    """Whatever the log says, the machine comes to hold it, and each entry gives what it means."""

    @seed(lab.seed)
    @settings(max_examples=60)
    @given(st.lists(COMMANDS, min_size=4, max_size=12))
    def holds(words: list[str]) -> None:
        log = entries(*words)
        server = lab.place("S1")
        server.learn(log, len(log))
        check_all(server, log, f"The log is {in_words(log)}; all of it was committed.")

    holds()


@check(
    points=5,
    after=["test_every_entry_is_applied"],
    paper="§2 (“deterministic”)",
    ask="what did that server look at, besides its machine and the command?",
)
def test_same_log_same_state(lab: Lab) -> None:
    """The same log gives the same state on every server: at any time, in any role, in one step or in many."""
    log = entries("x+=1 c1/1", "x+=1 c1/1", "y=2 c2/1", "get y c2/2", "x:1->3 c1/2", "expire c2", "y=5 c2/3", "x+=4")
    first = lab.place("S1")
    first.learn(log, len(log), now=1000.0)
    other = lab.place("S2", role="leader", term=1)
    third = lab.place("S3", role="candidate", term=1)
    for index in range(1, len(log) + 1):
        other.learn(log, index, now=index * 40_000.0)
    third.learn(log, 3, now=0.5)
    third.learn(log, len(log), now=9_000_000.0)
    check_same(log, first, other, "S2, in many steps, as leader")
    check_same(log, first, third, "S3, in two steps, as candidate")


def check_same(log: Log, first: Placed, other: Placed, how: str) -> None:
    """Broken where two servers that applied `log` hold different things, or got different results."""
    one, two = machine(first), machine(other)
    if one != two:
        raise Broken(f"{in_words(log)}: S1, in one step, then held: {contents(one)}; {how}: {contents(two)}.")
    for index in range(1, len(log) + 1):
        one_gave, two_gave = given_in_words(result(first, index)), given_in_words(result(other, index))
        if one_gave != two_gave:
            raise Broken(f"{in_words(log)}: entry {index} gave {one_gave} on S1, in one step; on {how}, {two_gave}.")
