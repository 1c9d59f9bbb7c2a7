"""The people of a synthetic class: names as they come, and some that a page or a spreadsheet would stumble on."""

from __future__ import annotations

from random import Random

from raftlab.batch.records import Person

FIRST = (
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
LAST = ("Berg", "Costa", "Diallo", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jensen", "Kaya", "Lopez", "Müller")
ODD = (
    "<script>alert(1)</script>",
    "=cmd()",
    '@SUM(A1), "quoted"',
    "\u202erotide",
    "O'Brien; DROP TABLE students",
    "Zoë 🦊 Fox",
    "-1+1",
    "../../etc",
)
ODD_EVERY = 10
"""One in so many has one of the odd names."""


def people(count: int, rng: Random) -> list[Person]:
    """Return `count` people, ids and addresses all different."""
    return [person(number, rng) for number in range(1, count + 1)]


def person(number: int, rng: Random) -> Person:
    """Return one person."""
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    if number % ODD_EVERY == 0:
        name = ODD[(number // ODD_EVERY - 1) % len(ODD)]
    section = f"Section {1 + number % 4}"
    return Person(f"{100_000 + number}", f"s{number:05}", f"s{number:05}@example.org", name, section)
