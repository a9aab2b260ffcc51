"""A report as JUnit XML, for continuous integration."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from workbook.report.model import ExerciseResult, Report, ScenarioResult

SKIPPED = {"not_attempted", "unavailable"}
FAILED = {"failed", "forbidden", "over_budget"}


def to_junit(report: Report) -> str:
    """Return the report as JUnit XML: a suite for each exercise, a case for each scenario."""
    suites = ET.Element("testsuites", name=f"{report.chapter.id} {report.chapter.title}")
    suites.extend(_suite(report, exercise) for exercise in report.exercises)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _suite(report: Report, result: ExerciseResult) -> ET.Element:
    name = f"{report.chapter.id}/{result.exercise.id}"
    kinds = [_kind(scenario) for scenario in result.scenarios]
    suite = ET.Element(
        "testsuite",
        name=name,
        tests=str(len(kinds)),
        failures=str(kinds.count("failure")),
        errors=str(kinds.count("error")),
        skipped=str(kinds.count("skipped")),
    )
    suite.extend(_case(name, scenario) for scenario in result.scenarios)
    return suite


def _case(name: str, result: ScenarioResult) -> ET.Element:
    case = ET.Element("testcase", classname=name, name=result.id)
    kind = _kind(result)
    if kind == "skipped":
        ET.SubElement(case, "skipped", message=result.status)
    elif kind:
        told = ET.SubElement(case, kind, type=result.status, message=result.message)
        told.text = result.says or result.diagnosis
    return case


def _kind(result: ScenarioResult) -> str:
    if result.passed:
        return ""
    if result.status in SKIPPED:
        return "skipped"
    return "failure" if result.status in FAILED else "error"
