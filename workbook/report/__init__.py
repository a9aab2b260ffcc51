"""A report of a grading, and the forms it is shown in: console text, JSON, JUnit."""

from workbook.report.model import ExerciseResult, Report, ScenarioResult

__all__ = ["ExerciseResult", "Report", "ScenarioResult"]
