"""The students of a synthetic class: plain names, and some that could break a page or a spreadsheet."""

from __future__ import annotations

from random import Random

from raftlab.batch.models import Person

FIRST_NAMES = (
    "Ada",
    "Bo",
    "Chen",
    "Dilara",
    "Emeka",
    "Fatima",
    "Goran",
    "Hana",
    "Ines",
    "Jun",
    "Kofi",
    "Lena",
    "Mateo",
    "Nia",
)
LAST_NAMES = (
    "Berg",
    "Costa",
    "Diallo",
    "Evans",
    "Fischer",
    "Garcia",
    "Haddad",
    "Ito",
    "Jensen",
    "Kaya",
    "Lopez",
    "Müller",
)
ODD_NAMES = (
    "<script>alert(1)</script>",
    "=cmd()",
    '@SUM(A1), "quoted"',
    "\u202erotide",
    "O'Brien; DROP TABLE students",
    "Zoë 🦊 Fox",
    "-1+1",
    "../../etc",
)
ODD_NAME_INTERVAL = 10
"""One in this many students has an odd name."""


def make_people(count: int, rng: Random) -> list[Person]:
    """Return `count` people with unique ids and addresses."""
    return [make_person(number, rng) for number in range(1, count + 1)]


def make_person(number: int, rng: Random) -> Person:
    """Return one person."""
    name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
    if number % ODD_NAME_INTERVAL == 0:
        name = ODD_NAMES[(number // ODD_NAME_INTERVAL - 1) % len(ODD_NAMES)]
    section = f"Section {1 + number % 4}"
    return Person(f"{100_000 + number}", f"s{number:05}", f"s{number:05}@example.org", name, section)
