"""JUnit XML: a suite for each student, a case for each check."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from raftlab.batch.exports.told import points, remarks, story, veiled
from raftlab.batch.records import Grade
from raftlab.records import CheckResult
from raftlab.report.sanitise import one_line, plain

OUTCOMES = {"FAIL": "failure", "unknown": "failure", "todo": "skipped", "blocked": "skipped", "error": "error"}
"""Verdict -> JUnit's element; "ok" has none."""


def junit(grades: Iterable[Grade], scene: str) -> bytes:
    """Return the document. Not a word of a hidden check is in it."""
    suites = [suite(veiled(grade), scene) for grade in grades]
    root = Element("testsuites", name=scene)
    for counted in ("tests", "failures", "errors", "skipped"):
        root.set(counted, str(sum(int(each.get(counted, "0")) for each in suites)))
    root.extend(suites)
    indent(root)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def suite(grade: Grade, scene: str) -> Element:
    """Return one student's suite. A hand-in that was not graded is one case that ended in an error."""
    who = plain(grade.person.key)
    cases = [case(check, scene) for check in grade.result.checks] if grade.result else [ungraded(grade, scene)]
    kinds = [child.tag for each in cases for child in each]
    told = Element("testsuite", name=who or one_line(grade.entry), tests=str(len(cases)))
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        told.set(name, str(kinds.count(kind)))
    properties = SubElement(told, "properties")
    facts = {"score": points(grade.score)} if grade.score is not None else {}
    facts |= {"max": str(grade.max), "fate": grade.fate, "remarks": "\n".join(remarks(grade))}
    for name, value in facts.items():
        SubElement(properties, "property", name=name, value=value)
    told.extend(cases)
    return told


def case(check: CheckResult, scene: str) -> Element:
    """Return one check's case."""
    told = Element("testcase", classname=scene, name=check.name, time=f"{check.duration_s:.3f}")
    properties = SubElement(told, "properties")
    for name, value in (("points", check.points), ("max", check.max)):
        SubElement(properties, "property", name=name, value=str(value))
    if outcome := OUTCOMES.get(check.verdict):
        found = SubElement(told, outcome, message=plain(f"{check.verdict}: {check.title}"), type=check.verdict)
        found.text = story(check)
    return told


def ungraded(grade: Grade, scene: str) -> Element:
    """Return the case of a hand-in that has no result."""
    told = Element("testcase", classname=scene, name="submission", time="0")
    SubElement(told, "error", message=one_line(grade.message) or grade.fate, type=grade.fate)
    return told
