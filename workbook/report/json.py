"""A report as the JSON of the contract (format 1)."""

from __future__ import annotations

import json
from typing import Any

from workbook.catalog import find_exercise
from workbook.exercise import Chapter
from workbook.report.model import ExerciseResult, Report, ScenarioResult

DIGITS = 6


def to_json(report: Report) -> str:
    """Return the report as JSON; the same report gives the same bytes."""
    data = {
        "format": 1,
        "chapter": report.chapter.id,
        "seed": report.seed,
        "device": report.device,
        "isolation": report.isolation,
        "points": _points(report.earned, report.possible),
        "exercises": [_exercise(exercise) for exercise in report.exercises],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def from_json(data: dict[str, Any], chapter: Chapter, says: dict[str, dict[str, str]]) -> Report:
    """Return the report that a JSON of the contract tells of.

    Args:
        data: the contract's JSON.
        chapter: its chapter.
        says: what is said of each diagnosis, by exercise; the contract leaves that out.

    """
    return Report(
        chapter=chapter,
        seed=data["seed"],
        device=data["device"],
        isolation=data["isolation"],
        exercises=tuple(
            ExerciseResult(
                exercise=find_exercise(chapter, told["id"]),
                scenarios=tuple(_result(s, says.get(told["id"], {})) for s in told["scenarios"]),
                where="",
            )
            for told in data["exercises"]
        ),
    )


def _result(told: dict[str, Any], says: dict[str, str]) -> ScenarioResult:
    return ScenarioResult(
        id=told["id"],
        status=told["status"],
        possible=told["possible"],
        aspect=told["aspect"],
        message=told["message"],
        diagnosis=told["diagnosis"],
        says=says.get(told["diagnosis"], ""),
        carried_forward=told["carried_forward"],
    )


def _points(earned: float, possible: float) -> dict[str, float]:
    return {"earned": round(float(earned), DIGITS), "possible": round(float(possible), DIGITS)}


def _exercise(result: ExerciseResult) -> dict[str, Any]:
    return {
        "id": result.exercise.id,
        "kind": result.exercise.kind,
        "title": result.exercise.title,
        **_points(result.earned, result.possible),
        "status": result.status,
        "scenarios": [_scenario(scenario) for scenario in result.scenarios],
    }


def _scenario(result: ScenarioResult) -> dict[str, Any]:
    return {
        "id": result.id,
        **_points(result.earned, result.possible),
        "status": result.status,
        "aspect": result.aspect,
        "carried_forward": result.carried_forward,
        "diagnosis": result.diagnosis,
        "message": result.message,
    }
