"""JUnit XML: a suite for each student, a case for each check."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from raftlab.batch.exports.grade_feedback import check_feedback, grade_remark_lines, points_text, student_view
from raftlab.batch.models import Grade
from raftlab.grading_models import CheckResult
from raftlab.report.sanitise import one_line, plain_text

VERDICT_ELEMENTS = {"FAIL": "failure", "unknown": "failure", "todo": "skipped", "blocked": "skipped", "error": "error"}
"""Verdict -> JUnit's element; "ok" has no element."""


def junit_xml(grades: Iterable[Grade], scene_id: str) -> bytes:
    """Return the document. It has no text of hidden checks."""
    suites = [suite_element(student_view(grade), scene_id) for grade in grades]
    root = Element("testsuites", name=scene_id)
    for counted in ("tests", "failures", "errors", "skipped"):
        root.set(counted, str(sum(int(each.get(counted, "0")) for each in suites)))
    root.extend(suites)
    indent(root)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def suite_element(grade: Grade, scene_id: str) -> Element:
    """Return one student's suite. A submission that was not graded is one case with an error."""
    who = plain_text(grade.person.key)
    cases = (
        [case_element(check, scene_id) for check in grade.result.checks]
        if grade.result
        else [ungraded_element(grade, scene_id)]
    )
    kinds = [child.tag for each in cases for child in each]
    told = Element("testsuite", name=who or one_line(grade.entry), tests=str(len(cases)))
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        told.set(name, str(kinds.count(kind)))
    properties = SubElement(told, "properties")
    facts = {"score": points_text(grade.score)} if grade.score is not None else {}
    facts |= {"max": str(grade.max), "fate": grade.fate, "remarks": "\n".join(grade_remark_lines(grade))}
    for name, value in facts.items():
        SubElement(properties, "property", name=name, value=value)
    told.extend(cases)
    return told


def case_element(check: CheckResult, scene_id: str) -> Element:
    """Return one check's case."""
    told = Element("testcase", classname=scene_id, name=check.name, time=f"{check.duration_s:.3f}")
    properties = SubElement(told, "properties")
    for name, value in (("points", check.points), ("max", check.max)):
        SubElement(properties, "property", name=name, value=str(value))
    if outcome := VERDICT_ELEMENTS.get(check.verdict):
        found = SubElement(told, outcome, message=plain_text(f"{check.verdict}: {check.title}"), type=check.verdict)
        found.text = check_feedback(check)
    return told


def ungraded_element(grade: Grade, scene_id: str) -> Element:
    """Return the case for a submission without a result."""
    told = Element("testcase", classname=scene_id, name="submission", time="0")
    kind = "skipped" if grade.fate == "not submitted" else "error"
    SubElement(told, kind, message=one_line(grade.message) or grade.fate, type=grade.fate)
    return told
