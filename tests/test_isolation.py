"""The worker's process: what it may use, and what the trusted side believes of it."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time

import pytest

from workbook.draw import Draw
from workbook.errors import CourseError
from workbook.isolation.line import Late, Line
from workbook.isolation.runner import Worker
from workbook.isolation.wire import MAX_FRAME, WireError, pack
from workbook.isolation.worker import Job, as_exception, outcome_to_tree
from workbook.loading import read_submission
from workbook.outcome import Outcome, Raised
from workbook.running import Run

linux = pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")


@pytest.fixture
def worker(solved):
    """A worker for the learner's code, and a way to run one of its scenarios."""
    opened = []

    def run(exercise="centre", scenario="values[tall]", timeout=5.0, shown=None):
        if not opened:
            sources = read_submission(solved.answers, solved.chapter)
            opened.append(Worker(Job(solved.chapter, sources, solved.loaded.contracts)))
        opened[0].start(exercise, Run(scenario, 0, shown=shown), timeout)
        run.worker = opened[0]
        return opened[0].finish()

    yield run
    for one in opened:
        one.close()


def body(solved, text):
    """Answer `centre` with this."""
    solved.answer("vectors", "    means = x.mean(1, keepdim=True)", f"    {text}")
    solved.answer("vectors", "    return x - means\n", "")


def test_learner_code_runs_in_another_process(solved, worker):
    body(solved, "import os; return os.getpid()")

    assert worker().value not in {None, os.getpid()}


def test_one_worker_serves_several_runs(solved, worker):
    body(solved, "import os; return os.getpid()")

    assert worker().value == worker().value


def test_a_worker_that_died_is_replaced(solved, worker):
    body(solved, "import os; os._exit(1) if len(x) == 7 else None; return x")

    endings = [worker().ending, worker("centre", "values[wide]").ending, worker().ending]

    assert endings == ["crashed", "returned", "crashed"]


def test_a_worker_that_hung_is_gone(solved, worker):
    body(solved, "while True: pass")

    began = time.monotonic()
    outcome = worker(timeout=0.5)

    assert (outcome.ending, worker.worker._process) == ("timeout", None)
    assert time.monotonic() - began < 5


def test_a_worker_that_died_between_two_runs_costs_one(solved, worker):
    body(
        solved,
        "import os, threading; threading.Timer(0.2, os._exit, [3]).start(); return x",
    )

    first = worker()
    time.sleep(0.6)
    second = worker("descend", "values[small]")

    assert (first.ending, second.ending) == ("returned", "crashed")


def test_closing_ends_the_process(solved, worker):
    worker()
    process = worker.worker._process

    worker.worker.close()

    assert not process.is_alive()


@linux
def test_memory_is_limited(solved, worker):
    body(solved, "import resource; return list(resource.getrlimit(resource.RLIMIT_AS))")

    soft, hard = worker().value

    assert 2**32 < soft == hard < 2**40


@linux
def test_no_core_is_dumped(solved, worker):
    body(solved, "import resource; return list(resource.getrlimit(resource.RLIMIT_CORE))")

    assert worker().value == [0, 0]


@linux
def test_the_worker_has_no_file_of_the_trusted_side(solved, worker):
    """Among them would be the pipes to the reference's worker."""
    paths = "f'/proc/self/fd/{n}' for n in range(64)"
    body(solved, f"import os; return [os.readlink(p) for p in ({paths}) if os.path.lexists(p)]")

    files = worker().value

    assert files[:3] == ["/dev/null"] * 3
    assert len([name for name in files if name.startswith("socket:")]) == 1
    assert len(files) <= 5


def test_one_thread_only(solved, worker):
    body(solved, "return torch.get_num_threads()")

    assert worker().value == 1


def test_a_forbidden_kernel_stays_replaced_in_a_worker_only(solved, worker):
    import torch

    worker()

    assert torch.nn.functional.layer_norm(torch.ones(2, 3), (3,)).shape == (2, 3)


# ── a worker that lies ─────────────────────────────────────────────────────────────────────────


def lie(*messages):
    """Stand for a worker: answer every request with these messages."""

    def serve(_job, wire):
        wire.recv_bytes()
        for message in messages:
            wire.send_bytes(message)
        wire.recv_bytes()

    return serve


@pytest.fixture
def lying(solved, monkeypatch):
    """Run a scenario on a worker that sends these messages."""

    def run(*messages, shown=None):
        monkeypatch.setattr("workbook.isolation.runner.serve", lie(*messages))
        worker = Worker(Job(solved.chapter, read_submission(solved.answers, solved.chapter), {}))
        worker.start("centre", Run("values[tall]", 0, shown=shown), 2.0)
        try:
            return worker.finish()
        finally:
            worker.close()

    return run


FORGED = outcome_to_tree(Outcome("returned", 1))
LIES = {
    "not a frame": b"x",
    "nothing": b"",
    "a number": pack(3),
    "a list": pack([1]),
    "no question": pack({}),
    "an unknown question": pack({"ask": 99, "args": [], "kwargs": {}}),
    "a question of another form": pack({"ask": "x", "args": 3, "kwargs": []}),
    "no outcome": pack({"outcome": None}),
    "an outcome of a list": pack({"outcome": [1]}),
    "half an outcome": pack({"outcome": {"ending": "returned"}}),
    "a mark": pack({"outcome": {**FORGED, "ending": "passed"}}),
    "tables of another form": pack({"outcome": {**FORGED, "tables": [1]}}),
    "rows of another form": pack({"outcome": {**FORGED, "tables": [["name", [["w", ["x"]]]]]}}),
    "after-states of another form": pack({"outcome": {**FORGED, "after": {"p": 1}}}),
    "changes of another form": pack({"outcome": {**FORGED, "changed": 1}}),
}


@pytest.mark.parametrize("message", LIES.values(), ids=LIES)
def test_a_message_that_no_worker_should_send_is_a_crash(lying, message):
    outcome = lying(message)

    assert outcome.ending == "crashed"
    assert outcome.message.startswith("your code disturbed its worker (")


def test_a_worker_that_waits_for_the_answer_to_nothing_is_timed_out(lying):
    assert lying().ending == "timeout"


def test_a_function_of_the_trusted_side_that_raises_tells_only_the_kind(lying):
    def held_out():
        message = "a secret"
        raise KeyError(message)

    question = pack({"ask": 0, "args": [], "kwargs": {}})

    outcome = lying(question, pack({"outcome": FORGED}), shown={"held_out": held_out})

    assert outcome.value == 1


# ── the line ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def line():
    """Both ends of a line."""
    ours, theirs = multiprocessing.Pipe()
    made = Line(ours)
    yield made, theirs
    made.close()
    theirs.close()


def soon(seconds=0.3):
    """A deadline."""
    return time.monotonic() + seconds


@pytest.mark.parametrize("size", [0, 1, 2**14 + 1, 2**22])
def test_a_message_arrives_as_it_was_sent(line, size):
    ours, theirs = line
    message = os.urandom(size)
    sender = threading.Thread(target=theirs.send_bytes, args=(message,))
    sender.start()

    assert ours.receive(soon(5)) == message
    sender.join()


def test_a_large_message_is_sent_piece_by_piece(line):
    ours, theirs = line
    message = os.urandom(2**22)
    received = []
    reader = threading.Thread(target=lambda: received.append(theirs.recv_bytes()))
    reader.start()

    ours.send(message, soon(5))
    reader.join()

    assert received == [message]


def test_silence_ends_at_the_deadline(line):
    with pytest.raises(Late):
        line[0].receive(soon())


def test_a_message_that_was_announced_and_never_comes_ends_at_the_deadline(line):
    ours, theirs = line
    os.write(theirs.fileno(), b"\0\0\0\x09abc")

    with pytest.raises(Late):
        ours.receive(soon())


def test_a_reader_who_never_reads_ends_at_the_deadline(line):
    with pytest.raises(Late):
        line[0].send(bytes(2**24), soon())


def test_the_other_end_s_death_is_told(line):
    ours, theirs = line
    theirs.close()

    with pytest.raises(EOFError):
        ours.receive(soon())


@pytest.mark.parametrize("length", [-1, -(2**31), MAX_FRAME + 1, 2**31 - 1])
def test_a_message_of_an_impossible_size_is_refused(line, length):
    ours, theirs = line
    os.write(theirs.fileno(), length.to_bytes(4, "big", signed=True))

    with pytest.raises(WireError, match="a size that none has"):
        ours.receive(soon())


# ── what is shown ──────────────────────────────────────────────────────────────────────────────


def test_a_remote_exception_is_of_a_built_in_kind():
    assert isinstance(as_exception(Raised(("KeyError", "Exception"))), KeyError)
    assert isinstance(as_exception(Raised(("Odd", "ValueError"))), ValueError)
    assert isinstance(as_exception(Raised(("Odd",))), RuntimeError)
    assert isinstance(as_exception(Raised(("SystemExit",))), RuntimeError)


def test_what_is_kept_never_crosses_the_wire(solved, monkeypatch):
    """Held-out points cross when they are asked for; their labels never do."""
    frames = []
    send = Line.send
    monkeypatch.setattr(
        Line, "send", lambda line, frame, until: frames.append(frame) or send(line, frame, until)
    )
    (scenario, _) = solved.loaded.scenarios_of(solved.chapter.exercises[-1])
    shown, kept = scenario.given(Draw(0, "ch01/line/held_out/given"))

    solved.grade("line", isolation="process")

    sent = b"".join(frames)
    assert shown["x"].numpy().tobytes() in sent
    assert shown["held_out"]().numpy().tobytes() in sent
    assert kept["y"].numpy().tobytes() not in sent


def test_a_grader_that_draws_without_a_name_after_a_call_is_named(course):
    """The course is at fault, and the sentence says where; not: your code ended its process."""
    course.edit(
        "graders/ch01_mini/test_vectors.py",
        "return m.centre(draw.normal(rows, columns, shift=1.5))",
        "return m.centre(draw.normal(rows, columns)), draw.normal(rows)",
    )
    course.solve()

    with pytest.raises(CourseError, match="a draw after a call"):
        course.result("centre")
