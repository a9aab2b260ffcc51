"""The HTML pages: one for each student, one for the teacher. Nothing in them asks the network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import Any

import jinja2
from markupsafe import Markup

from workbook.classroom.journal import Row
from workbook.classroom.summary import Summary
from workbook.classroom.text import clean, file_name
from workbook.exercise import ASPECTS, Chapter

SHOWN_FAILURES = 4


class Pages:
    """Renders the pages of one chapter."""

    def __init__(self, chapter: Chapter) -> None:
        self._chapter = chapter
        self._environment = jinja2.Environment(
            loader=jinja2.PackageLoader("workbook.classroom"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._environment.filters |= {"clean": clean, "points": points, "file_name": file_name}
        style = self._source("style.css")
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self._environment.globals |= {
            "chapter": chapter,
            "style": Markup(style),  # noqa: S704 - our own file
            "policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
            "form-action 'none'",
        }

    def feedback(self, row: Row) -> str:
        """Return a student's page. It holds no seed, and nothing of other students."""
        exercises = [self._exercise(told, row) for told in (row.report or {}).get("exercises", ())]
        page = self._environment.get_template("feedback.html")
        return page.render(row=row, report=row.report, exercises=exercises, aspects=ASPECTS)

    def dashboard(self, summary: Summary, isolation: str) -> str:
        """Return the teacher's page."""
        return self._environment.get_template("dashboard.html").render(
            summary=summary,
            isolation=isolation,
            alike=summary.alike,
            most=max([*summary.histogram, 1]),
        )

    def _exercise(self, told: dict[str, Any], row: Row) -> dict[str, Any]:
        failures = [s for s in told["scenarios"] if not _passed(s) and s["status"] != "unavailable"]
        tried = [s for s in failures if s["status"] != "not_attempted"]
        return {
            **told,
            "says": row.details.get("says", {}).get(told["id"], {}),
            "dots": {aspect: _dot(told["scenarios"], aspect) for aspect in ASPECTS},
            "failures": tried[:SHOWN_FAILURES],
            "more": tried[SHOWN_FAILURES:],
            "carried": sum(s["carried_forward"] for s in told["scenarios"]),
        }

    def _source(self, name: str) -> str:
        loader = self._environment.loader
        assert loader is not None  # noqa: S101 - it was given above
        return loader.get_source(self._environment, name)[0]


def points(number: float) -> str:
    """Return points as they are read.

    >>> points(12.0), points(12.345)
    ('12', '12.3')
    """
    return f"{round(number, 1):g}"


def _passed(scenario: dict[str, Any]) -> bool:
    return scenario["status"] == "passed" or scenario["carried_forward"]


def _dot(scenarios: Iterable[dict[str, Any]], aspect: str) -> str:
    passed = [_passed(s) for s in scenarios if s["aspect"] == aspect]
    if not passed:
        return "absent"
    return "all" if all(passed) else "some" if any(passed) else "none"
