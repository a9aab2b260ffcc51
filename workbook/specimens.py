"""Right and wrong implementations that a learner's own check must tell apart.

The public ones stand in ``graders/chNN_topic/specimens.py``; secret ones, in the same form, in
``solutions/chNN_topic/specimens.py``. A learner's process sees them as opaque callables, in an
order that the seed decides.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbook.course import import_file
from workbook.draw import Draw
from workbook.errors import CourseError, Unavailable
from workbook.exercise import Failed

Specimens = dict[str, Callable[..., Any]]


def shuffled(graders: Path, exercise: str) -> Callable[..., tuple[Any, Any]]:
    """Return a ``given`` that shows every right specimen and one wrong one, in secret order.

    Args:
        graders: the chapter's directory of graders.
        exercise: the id of the ``test`` exercise.

    """

    def given(draw: Draw, wrong: str) -> tuple[Any, Any]:
        right, wrongs = _specimens(graders, exercise)
        if wrong not in wrongs and not _secret(graders).parent.is_dir():
            message = "this mistake is shown by your teacher's grading only"
            raise Unavailable(message)
        if wrong not in wrongs:
            message = f"'{exercise}' has no wrong specimen called '{wrong}'"
            raise CourseError(message)
        shown = [*right.values(), wrongs[wrong]]
        truths = [True] * len(right) + [False]
        order = draw.permutation(len(shown)).tolist()
        return [shown[i] for i in order], {"truths": [truths[i] for i in order], "wrong": wrong}

    return given


def judge(evidence: Any, kept: dict[str, Any]) -> Failed | None:
    """Accept the evidence only if every verdict is right, so that a constant answer earns 0."""
    truths = kept["truths"]
    verdicts = evidence if isinstance(evidence, list) else []
    if len(verdicts) != len(truths) or not all(isinstance(v, bool) for v in verdicts):
        return Failed("the check must return True or False for each candidate")
    accepted_wrong = any(v and not t for v, t in zip(verdicts, truths, strict=True))
    rejected_right = any(t and not v for v, t in zip(verdicts, truths, strict=True))
    if accepted_wrong:
        return Failed(f"your check accepts an implementation with this mistake: {kept['wrong']}")
    if rejected_right:
        return Failed("your check rejects an implementation that is right")
    return None


def _specimens(graders: Path, exercise: str) -> tuple[Specimens, Specimens]:
    right: Specimens = {}
    wrong: Specimens = {}
    for path in (graders / "specimens.py", _secret(graders)):
        if path.exists():
            module = import_file(path)
            right |= getattr(module, "RIGHT", {}).get(exercise, {})
            wrong |= getattr(module, "WRONG", {}).get(exercise, {})
    return right, wrong


def _secret(graders: Path) -> Path:
    return graders.parent.parent / "solutions" / graders.name / "specimens.py"
