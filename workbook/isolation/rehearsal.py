"""What a worker does for the first time in its life is slow: the warm parent does it before."""

from __future__ import annotations

from workbook.course import Course
from workbook.guards import resolve
from workbook.isolation.warmth import warm
from workbook.isolation.wire import pack, unpack
from workbook.isolation.worker import Bench, Job, outcome_to_tree
from workbook.loading import Source, Sources
from workbook.running import Run

# Inputs are drawn and the guards are on when this is called; then it stops. A backward pass in
# the parent would make a later one in a forked child crash.
UNWRITTEN = """
def {name}(*args, **kwargs):
    raise NotImplementedError("TODO: {name}")
"""


def rehearse(course: Course) -> None:
    """Import, resolve and run whatever does not depend on a submission."""
    chapter = course.chapter
    warm(path.read_text(encoding="utf-8") for path in chapter.graders.glob("test_*.py"))
    texts: dict[str, str] = {}
    for exercise in chapter.exercises:
        resolve(exercise.forbids)
        written = (UNWRITTEN.format(name=name) for name in exercise.names)
        texts[exercise.module] = texts.get(exercise.module, "") + "".join(written)
    sources = Sources({module: Source(text, module) for module, text in texts.items()})
    bench = Bench(Job(chapter, sources, {}), course=course)
    for scenario in course.scenarios:
        if scenario.given is None:
            outcome = bench.run(scenario.exercise, Run(scenario.id, seed=0))
            unpack(pack({"outcome": outcome_to_tree(outcome)}))
