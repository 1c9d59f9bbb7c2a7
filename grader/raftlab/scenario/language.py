"""The scenario language: its statement forms, and its parser, whose errors name the line. (labs/SCENARIOS.md)"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path

from raftlab.errors import QUOTE_LIMIT, UsageError, quote_start
from raftlab.nofollow_files import TEXT_LIMIT_BYTES, read_regular_file
from raftlab.scenario.parsed_scenario import Fork, Scenario, Statement
from raftlab.scenario.statement_checks import OPTION_FIELDS, check_field_values, check_scenario
from raftlab.server import Command

SERVER = r"[A-Z][A-Za-z0-9]*"
SERVERS = rf"{SERVER}(?: {SERVER})*"
COMMAND = r"(?:get|delete|expire) \w+|\w+(?:\+?=)\w+|\w+:\w*->\w+"
LINK = rf"(?P<source>{SERVER}) -> (?P<to>{SERVER})"
PRIOR_KIND = r"(?P<kind>append|append-reply|vote|vote-reply)"
MESSAGE_KIND = (
    r"(?P<kind>append|append-reply|vote|vote-reply|pre-vote|pre-vote-reply|install|install-reply|timeout-now"
    r"|transfer-vote|any)"
)
NUMBER = r"(?: number (?P<number>[1-9]\d*))?"

STATEMENT_FORMS: Mapping[str, tuple[str, str]] = {
    # verb: (the form for the reader, the pattern of the text after the verb)
    "title": ('title "WORDS"', r'"(?P<words>[^"]+)"'),
    "paper": ('paper "SECTION"', r'"(?P<words>[^"]+)"'),
    "servers": (
        "servers S1 S2 … [with log TERMS [committed N]]",
        rf"(?P<names>{SERVERS})(?: with log (?P<terms>\d+(?: \d+)*)(?: committed (?P<committed>\d+))?)?",
    ),
    "server": (
        "server S1 with log TERMS [term N] [voted S2] [committed N] [as leader]",
        rf"(?P<name>{SERVER}) with log (?P<terms>\d+(?: \d+)*|empty)(?: term (?P<term>\d+))?"
        rf"(?: voted (?P<voted>{SERVER}))?"
        r"(?: committed (?P<committed>\d+))?(?: as (?P<role>candidate|leader))?",
    ),
    "voters": ("voters S1 S2 …", rf"(?P<names>{SERVERS})"),
    "option": ("option NAME VALUE", r"(?P<name>[a-z-]+) (?P<value>on|off|index|lease|background|\d+(?: \d+)?)"),
    "panel": ('panel NAME "WORDS"', r'(?P<name>\w+) "(?P<words>[^"]+)"'),
    "fork": ('fork NAME "WORDS"', r'(?P<name>[\w-]+) "(?P<words>[^"]+)"'),
    "elect": ("elect S1 [votes S2 S3 …]", rf"(?P<name>{SERVER})(?: votes (?P<voters>{SERVERS}))?"),
    "campaign": ("campaign S1 [votes S2 S3 …]", rf"(?P<name>{SERVER})(?: votes (?P<voters>{SERVERS}))?"),
    "timeout": ("timeout S1 [TIMER]", rf"(?P<name>{SERVER})(?: (?P<timer>[a-z]+))?"),
    "propose": (
        "propose S1 COMMAND [as CLIENT/NUMBER]",
        rf"(?P<name>{SERVER}) (?P<command>{COMMAND})(?: as (?P<client>\w+)/(?P<sequence>\d+))?",
    ),
    "change": (
        "change S1 add S4 learner S5 remove S2 … [joint]",
        rf"(?P<name>{SERVER})(?P<changes>(?: (?:add|learner|remove) {SERVER})*)(?: (?P<joint>joint))?",
    ),
    "compact": ("compact S1 up to INDEX", rf"(?P<name>{SERVER}) up to (?P<index>\d+)"),
    "wipe": ("wipe S1", rf"(?P<name>{SERVER})"),
    "fail": ("fail disk of S1 in the next event", rf"disk of (?P<name>{SERVER}) in the next event"),
    "transfer": ("transfer S1 to S2", rf"(?P<name>{SERVER}) to (?P<to>{SERVER})"),
    "write": ("write S1 [fails]", rf"(?P<name>{SERVER})(?: (?P<fails>fails))?"),
    "stall": ("stall disk of S1", rf"disk of (?P<name>{SERVER})"),
    "recover": ("recover disk of S1", rf"disk of (?P<name>{SERVER})"),
    "message": (
        "message KIND S1 -> S2 term N [last INDEX of TERM] [entries TERMS] [granted|refused] [stored N]",
        rf"{PRIOR_KIND} {LINK} term (?P<term>\d+)(?: last (?P<index>\d+) of (?P<of>\d+))?"
        r"(?: entries (?P<entries>\d+(?: \d+)*))?(?: (?P<said>granted|refused))?(?: stored (?P<stored>\d+))?",
    ),
    "agree": (
        "agree COMMAND [as CLIENT/NUMBER] [in term N]",
        rf"(?P<command>{COMMAND})(?: as (?P<client>\w+)/(?P<sequence>\d+))?(?: in term (?P<term>\d+))?",
    ),
    "learn": ("learn S1 S2 … [up to INDEX]", rf"(?P<targets>{SERVERS}|all)(?: up to (?P<index>\d+))?"),
    "replicate": (
        "replicate S1 -> S2 S3 … [up to INDEX]   (or up to COMMAND)",
        rf"(?P<name>{SERVER}) -> (?P<targets>{SERVERS}|all)(?: up to (?:(?P<index>\d+)|(?P<command>{COMMAND})))?",
    ),
    "heartbeat": ("heartbeat S1 -> S2 S3 …", rf"(?P<name>{SERVER}) -> (?P<targets>{SERVERS}|all)"),
    "deliver": ("deliver KIND S1 -> S2 [number N]   (or all)", rf"(?:all|{MESSAGE_KIND} {LINK}{NUMBER})"),
    "drop": ("drop KIND S1 -> S2 [number N]", rf"{MESSAGE_KIND} {LINK}{NUMBER}"),
    "duplicate": ("duplicate KIND S1 -> S2 [number N]", rf"{MESSAGE_KIND} {LINK}{NUMBER}"),
    "crash": (
        "crash S1 [inside the next event, after N effects]",
        rf"(?P<name>{SERVER})(?: inside the next event, after (?P<effects>\d+) effects?)?",
    ),
    "restart": ("restart S1", rf"(?P<name>{SERVER})"),
    "cut": ("cut S1 -> S2   (or S1 <-> S2)", rf"(?P<source>{SERVER}) (?P<arrow><?->) (?P<to>{SERVER})"),
    "heal": (
        "heal S1 -> S2   (or S1 <-> S2, or all)",
        rf"(?:all|(?P<source>{SERVER}) (?P<arrow><?->) (?P<to>{SERVER}))",
    ),
    "partition": ("partition S1 S2 | S3 S4 …", rf"(?P<groups>{SERVERS}(?: \| {SERVERS})+)"),
    "clock": (
        "clock S1 runs at PERCENT%   (or is set forward MS, is set back MS)",
        rf"(?P<name>{SERVER}) (?:runs at (?P<percent>[1-9]\d*) ?%|is set (?P<way>forward|back) (?P<ms>\d+))",
    ),
    "pause": ("pause S1 [inside the next event]", rf"(?P<name>{SERVER})(?P<inside> inside the next event)?"),
    "resume": ("resume S1", rf"(?P<name>{SERVER})"),
    "wait": ("wait MS", r"(?P<ms>\d+)"),
    "run": ("run MS", r"(?P<ms>\d+)"),
    "badge": (
        "badge commit? log[INDEX] at S1   (or commit? COMMAND at S1)",
        rf"commit\? (?:log\[(?P<index>\d+)\]|(?P<command>{COMMAND})) at (?P<name>{SERVER})",
    ),
    "expect": ("expect …", r"(?P<claim>.+)"),
}

EXPECTATION_FORMS: Mapping[str, tuple[str, str]] = {
    "leads": ("expect S1 leads [term N]", rf"(?P<name>{SERVER}) leads(?: term (?P<term>\d+))?"),
    "follows": ("expect S1 does not lead", rf"(?P<name>{SERVER}) does not lead"),
    "leader": ("expect a leader   (or no leader)", r"(?P<none>a|no) leader"),
    "term": (
        "expect term of S1 … is N   (or at least N, below N)",
        rf"term of (?P<names>{SERVERS}) (?P<how>is|at least|below) (?P<n>\d+)",
    ),
    "commit": (
        "expect commitIndex of S1 … is N   (or at least N, below N)",
        rf"commitIndex of (?P<names>{SERVERS}) (?P<how>is|at least|below) (?P<n>\d+)",
    ),
    "log": (
        "expect log of S1 … is TERMS   (or empty)",
        rf"log of (?P<names>{SERVERS}) is (?P<terms>empty|\d+(?: \d+)*)",
    ),
    "entry": (
        "expect log[INDEX] on S1 … is term N   (or COMMAND, or empty)",
        rf"log\[(?P<index>\d+)\] on (?P<names>{SERVERS}) is "
        rf"(?:term (?P<term>\d+)|(?P<empty>empty)|(?P<command>{COMMAND}))",
    ),
    "applied": (
        "expect COMMAND applied on S1 …   (or not applied on S1 …)",
        rf"(?P<command>{COMMAND}) (?P<no>not )?applied on (?P<names>{SERVERS}|all)",
    ),
    "role": (
        "expect role of S1 … is follower   (or candidate, leader)",
        rf"role of (?P<names>{SERVERS}) is (?P<role>follower|candidate|leader)",
    ),
    "vote": ("expect vote of S1 … is S2   (or free)", rf"vote of (?P<names>{SERVERS}) is (?P<vote>{SERVER}|free)"),
    "machine": (
        "expect KEY on S1 … is VALUE   (or nothing)",
        rf"(?P<key>\w+) on (?P<names>{SERVERS}) is (?P<value>\w+)",
    ),
    "result": (
        "expect entry INDEX on S1 … gives ok   (or refused) [VALUE]",
        rf"entry (?P<index>\d+) on (?P<names>{SERVERS}) gives (?P<outcome>ok|refused)(?: (?P<value>\w+))?",
    ),
    "held": (
        "expect COMMAND in no log   (or in every log, in the log of S1 …)",
        rf"(?P<command>{COMMAND}) in (?:(?P<which>no|every) log|the log of (?P<names>{SERVERS}))",
    ),
    "hears": (
        "expect client of COMMAND hears OUTCOME   (or nothing, or no ok)",
        rf"client of (?P<command>{COMMAND}) hears (?P<outcome>ok|unknown|not leader|refused|nothing|no ok|an answer)",
    ),
    "configuration": (
        "expect configuration of S1 … is S1 S2 S3 [learners S4 …]   (joint: from S1 S2 to S2 S3)",
        rf"configuration of (?P<names>{SERVERS}) is (?:from (?P<old>{SERVERS}) to )?(?P<voters>{SERVERS})"
        rf"(?: learners (?P<learners>{SERVERS}))?",
    ),
    "compacted": (
        "expect log of S1 … begins at INDEX",
        rf"log of (?P<names>{SERVERS}) begins at (?P<index>\d+)",
    ),
    "stored": (
        "expect S1 … stores N entries   (or at least N, below N)",
        rf"(?P<names>{SERVERS}) stores? (?:(?P<how>at least|below) )?(?P<n>\d+) entr(?:y|ies)",
    ),
    "agree": ("expect logs agree", r"logs agree"),
}


SETUP_VERBS = ("title", "paper", "servers", "server", "voters", "option")


def read_scenario(path: Path) -> Scenario:
    """Return the scenario in the file `path`. UsageError, with the line, if it is malformed."""
    try:
        text = read_regular_file(path, TEXT_LIMIT_BYTES).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path}: cannot be read as text ({reason}); name a scenario file") from None
    return parse_scenario(text, path.name)


def parse_scenario(text: str, file: str) -> Scenario:
    """Return the scenario in `text`. UsageError, with file, line and repair, if it is malformed."""
    statements = [
        parse_statement(line, number, file)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.split("#")[0].strip()
    ]
    setup = tuple(s for s in statements if s.verb in SETUP_VERBS)
    headings = {s.verb: s["words"] for s in setup if s.verb in ("title", "paper")}
    if not any(s.verb == "servers" for s in setup):
        raise UsageError(f"{file}: no line `{STATEMENT_FORMS['servers'][0]}`; add it: a scenario needs its servers")
    steps: list[Statement] = []
    forks: list[Fork] = []
    for each in (s for s in statements if s.verb not in SETUP_VERBS):
        if each.verb == "fork":
            forks.append(Fork(each["name"], each["words"], (each,)))
        elif forks:
            forks[-1] = Fork(forks[-1].name, forks[-1].title, (*forks[-1].statements, each))
        else:
            steps.append(each)
    scenario = Scenario(file, headings.get("title", file), headings.get("paper", ""), setup, tuple(steps), tuple(forks))
    check_scenario(scenario)
    return scenario


def parse_statement(line: str, line_number: int, file: str) -> Statement:
    """Return the statement on one line."""
    text = " ".join(line.split("#")[0].split())
    verb, _, rest = text.partition(" ")
    where = f"{file} line {line_number}"
    if verb not in STATEMENT_FORMS:
        raise UsageError(f"{where}: `{quote_start(verb)}` is not a step; {suggestion_text(verb, STATEMENT_FORMS)}")
    form, pattern = STATEMENT_FORMS[verb]
    match = re.fullmatch(pattern, rest)
    if match is None:
        raise UsageError(f"{where}: `{quote_start(text)}` does not have the form `{form}`")
    if verb == "option" and match["name"] not in OPTION_FIELDS:
        repair = suggestion_text(match["name"], OPTION_FIELDS)
        raise UsageError(f"{where}: `{quote_start(match['name'])}` is not an option; {repair}")
    statement = Statement(line_number, text, verb, match.groupdict())
    if verb == "expect":
        statement = parse_expectation(match["claim"], text, line_number, file)
    check_field_values(statement, file)
    return statement


def parse_expectation(body: str, text: str, line_number: int, file: str) -> Statement:
    """Return the statement of an `expect` line."""
    for name, (_, pattern) in EXPECTATION_FORMS.items():
        match = re.fullmatch(pattern, body)
        if match is not None:
            return Statement(line_number, text, "expect", match.groupdict(), name)
    forms = "; ".join(form for form, _ in EXPECTATION_FORMS.values())
    raise UsageError(f"{file} line {line_number}: `{quote_start(text)}` is not an expectation; the forms are: {forms}")


def suggestion_text(word: str, allowed: Mapping[str, object]) -> str:
    """Return the repair for a word that is not allowed."""
    near = difflib.get_close_matches(word[:QUOTE_LIMIT], allowed, n=1, cutoff=0.5)
    return f"did you mean `{near[0]}`?" if near else f"use one of: {', '.join(allowed)}"


def parse_command(text: str, client: str = "", sequence: int = 0) -> Command:
    """Return the command written as x=1, x+=1, x:1->2, get x, delete x or expire x."""
    named = re.fullmatch(r"(get|delete|expire) (\w+)", text)
    if named:
        return Command(named[1], named[2], client=client, sequence=sequence)
    swap = re.fullmatch(r"(\w+):(\w*)->(\w+)", text)
    if swap:
        return Command("cas", swap[1], swap[3], swap[2], client=client, sequence=sequence)
    key, sign, value = re.fullmatch(r"(\w+)(\+?=)(\w+)", text).groups()  # type: ignore[union-attr]
    return Command("put" if sign == "=" else "append", key, value, client=client, sequence=sequence)
