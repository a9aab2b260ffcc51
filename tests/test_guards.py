"""What is forbidden stays forbidden under any alias, and budgets are counted, not timed."""

from __future__ import annotations

import contextlib

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from workbook.errors import CourseError
from workbook.families import FAMILIES
from workbook.guards import ForbiddenCall, Guard, OverBudget, differentiating, resolve, unguarded

IMAGE, KERNEL = torch.ones(1, 2, 5, 5), torch.ones(3, 2, 3, 3)
ROWS = torch.ones(4, 3)
LEAF = torch.ones(3, requires_grad=True)
TARGETS = torch.zeros(4, dtype=torch.int64)

FORBIDDEN = {
    "CONV": {
        "F.conv2d": lambda: F.conv2d(IMAGE, KERNEL),
        "torch.conv2d": lambda: torch.conv2d(IMAGE, KERNEL),
        "nn.Conv2d": lambda: nn.Conv2d(2, 3, 3)(IMAGE),
        "getattr": lambda: getattr(torch, "con" + "v2d")(IMAGE, KERNEL),
        "an alias": lambda c=torch.conv2d: c(IMAGE, KERNEL),
        "vars": lambda: vars(F)["conv2d"](IMAGE, KERNEL),
        "torch.convolution": lambda: torch.convolution(
            IMAGE, KERNEL, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1
        ),
        "torch.ops.aten": lambda: torch.ops.aten.convolution.default(
            IMAGE, KERNEL, None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1
        ),
        "torch.ops.aten.conv2d": lambda: torch.ops.aten.conv2d(IMAGE, KERNEL),
        "transposed": lambda: F.conv_transpose2d(IMAGE, KERNEL.transpose(0, 1)),
        "vmap": lambda: torch.vmap(lambda k: F.conv2d(IMAGE, k))(KERNEL[None]),
        "unbatched": lambda: F.conv2d(IMAGE[0], KERNEL),
    },
    "POOL": {
        "F.max_pool2d": lambda: F.max_pool2d(IMAGE, 2),
        "nn.MaxPool2d": lambda: nn.MaxPool2d(2)(IMAGE),
        "torch.max_pool2d": lambda: torch.max_pool2d(IMAGE, 2),
        "nn.AvgPool2d": lambda: nn.AvgPool2d(2)(IMAGE),
        "nn.AdaptiveAvgPool2d": lambda: nn.AdaptiveAvgPool2d(2)(IMAGE),
        "F.lp_pool2d": lambda: F.lp_pool2d(IMAGE, 2, 2),
        "aten": lambda: torch.ops.aten.max_pool2d_with_indices(IMAGE, [2, 2]),
    },
    "NORM": {
        "F.layer_norm": lambda: F.layer_norm(ROWS, (3,)),
        "nn.LayerNorm": lambda: nn.LayerNorm(3)(ROWS),
        "torch.layer_norm": lambda: torch.layer_norm(ROWS, (3,)),
        "nn.BatchNorm1d": lambda: nn.BatchNorm1d(3)(ROWS),
        "nn.GroupNorm": lambda: nn.GroupNorm(1, 3)(ROWS),
        "nn.RMSNorm": lambda: nn.RMSNorm(3)(ROWS),
        "aten": lambda: torch.ops.aten.native_layer_norm(ROWS, [3], None, None, 1e-5),
    },
    "SOFTMAX": {
        "torch.softmax": lambda: torch.softmax(ROWS, 1),
        "the method": lambda: ROWS.softmax(1),
        "F.softmax": lambda: F.softmax(ROWS, 1),
        "nn.Softmax": lambda: nn.Softmax(1)(ROWS),
        "F.log_softmax": lambda: F.log_softmax(ROWS, 1),
        "logsumexp": lambda: ROWS.logsumexp(1),
        "torch.special": lambda: torch.special.log_softmax(ROWS, 1),
        "aten": lambda: torch.ops.aten._softmax(ROWS, 1, False),
    },
    "CE": {
        "F.cross_entropy": lambda: F.cross_entropy(ROWS, TARGETS),
        "nn.CrossEntropyLoss": lambda: nn.CrossEntropyLoss()(ROWS, TARGETS),
        "F.nll_loss": lambda: F.nll_loss(ROWS, TARGETS),
        "nn.BCEWithLogitsLoss": lambda: nn.BCEWithLogitsLoss()(ROWS, ROWS),
    },
    "RNN": {
        "nn.LSTM": lambda: nn.LSTM(3, 2)(ROWS),
        "nn.GRUCell": lambda: nn.GRUCell(3, 2)(ROWS),
        "torch.rnn_tanh_cell": lambda: torch.rnn_tanh_cell(
            ROWS, torch.ones(4, 2), torch.ones(2, 3), torch.ones(2, 2)
        ),
    },
    "SDPA": {
        "F.scaled_dot_product_attention": lambda: F.scaled_dot_product_attention(
            ROWS[None], ROWS[None], ROWS[None]
        ),
        "nn.MultiheadAttention": lambda: nn.MultiheadAttention(3, 1)(ROWS, ROWS, ROWS),
    },
    "OPTIM": {
        "SGD": lambda: torch.optim.SGD([LEAF], 0.1),
        "Adam": lambda: torch.optim.Adam([LEAF]),
    },
    "AUTOGRAD": {
        "backward": lambda: (2 * LEAF).sum().backward(),
        "torch.autograd.grad": lambda: torch.autograd.grad((2 * LEAF).sum(), LEAF),
        "torch.autograd.backward": lambda: torch.autograd.backward((2 * LEAF).sum()),
    },
    "INIT": {"xavier": lambda: nn.init.xavier_uniform_(torch.ones(3, 3))},
    "DROPOUT": {
        "F.dropout": lambda: F.dropout(ROWS),
        "nn.Dropout": lambda: nn.Dropout()(ROWS),
        "torch.dropout": lambda: torch.dropout(ROWS, 0.5, True),
        "torch.dropout_": lambda: torch.dropout_(ROWS.clone(), 0.5, True),
        "torch.feature_dropout": lambda: torch.feature_dropout(ROWS, 0.5, True),
        "aten": lambda: torch.ops.aten.dropout(ROWS, 0.5, True),
        "aten.default": lambda: torch.ops.aten.dropout.default(ROWS, 0.5, True),
    },
}
ROUTES = [(family, name) for family, routes in FORBIDDEN.items() for name in routes]


def guard(*forbids, files=(), **budgets):
    """The guard of one run."""
    return Guard(resolve(forbids), frozenset(files), **budgets)


@pytest.mark.parametrize(("family", "route"), ROUTES, ids=map(" ".join, ROUTES))
def test_no_route_leads_to_a_forbidden_function(family, route):
    with guard(family) as opened, pytest.raises(ForbiddenCall):
        FORBIDDEN[family][route]()

    assert isinstance(opened.violation, ForbiddenCall)


@pytest.mark.parametrize(("family", "route"), ROUTES, ids=map(" ".join, ROUTES))
def test_every_route_is_open_where_nothing_is_forbidden(family, route):
    with guard(max_ops=10_000) as opened:
        FORBIDDEN[family][route]()

    assert opened.violation is None


def test_a_guard_that_was_left_forbids_nothing():
    with guard(*FORBIDDEN):
        pass

    for routes in FORBIDDEN.values():
        for call in routes.values():
            call()


def test_the_message_names_the_function_and_the_line():
    with guard("NORM", files=[__file__]), pytest.raises(ForbiddenCall) as caught:
        F.layer_norm(ROWS, (3,))

    assert str(caught.value).startswith(
        "the task is to build this yourself: `torch.nn.functional.layer_norm` was called "
        "at test_guards.py:"
    )


def test_a_violation_is_remembered_where_the_code_swallows_it():
    opened = guard("NORM")
    with opened, contextlib.suppress(BaseException):
        F.layer_norm(ROWS, (3,))

    assert isinstance(opened.violation, ForbiddenCall)


def test_no_except_exception_stops_a_violation():
    assert not issubclass(ForbiddenCall, Exception)
    assert not issubclass(OverBudget, Exception)


def test_a_single_function_may_be_forbidden_without_its_family():
    with guard("torch.nn.functional.linear"):
        F.layer_norm(ROWS, (3,))
        with pytest.raises(ForbiddenCall, match="linear"):
            nn.Linear(3, 2)(ROWS)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("CONVOLUTION", "unknown family 'CONVOLUTION'"),
        ("torch.nn.functional.convolve", "'torch.nn.functional.convolve', which torch does not"),
        ("numpy.convolve", "'numpy.convolve', which torch does not have"),
    ],
)
def test_a_forbidden_name_that_does_not_exist_is_an_error_of_the_course(name, told):
    with pytest.raises(CourseError, match=told):
        resolve((name,))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_can_be_resolved(family):
    resolve((family,))


def test_trusted_code_may_call_what_is_forbidden():
    with guard("NORM", max_ops=1), unguarded():
        F.layer_norm(F.layer_norm(ROWS, (3,)), (3,))


def test_a_probe_may_differentiate_where_autograd_is_forbidden():
    with guard("AUTOGRAD"), differentiating():
        (gradient,) = torch.autograd.grad((2 * LEAF).sum(), LEAF)

    assert gradient.tolist() == [2, 2, 2]


def test_a_loop_over_elements_exceeds_the_budget_of_calls():
    with guard(max_ops=10), pytest.raises(OverBudget) as caught:
        [x + 1 for x in torch.zeros(20)]

    assert "made more than 10 torch calls: work on whole tensors" in str(caught.value)


def test_the_same_work_on_whole_tensors_is_within_it():
    with guard(max_ops=10) as opened:
        torch.zeros(20) + 1

    assert opened.ops <= 2


def test_reading_a_shape_is_free():
    with guard(max_ops=1):
        assert [ROWS.shape, ROWS.dtype, ROWS.device, ROWS.T.shape]


def test_a_tensor_larger_than_the_budget_is_told_with_its_size():
    with guard(max_elements=1000), pytest.raises(OverBudget) as caught:
        torch.ones(40, 1) @ torch.ones(1, 40)

    assert "made a tensor of 1,600 elements (shape (40, 40)), more than the 1,000" in str(
        caught.value
    )


def test_the_largest_tensor_allowed_is_allowed():
    with guard(max_elements=1600):
        torch.ones(40, 1) @ torch.ones(1, 40)


def test_a_view_costs_what_it_looks_at():
    """An expanded tensor takes no memory of its own."""
    with guard(max_elements=1000):
        torch.ones(40, 1).expand(40, 1000)


def test_a_loop_without_torch_calls_exceeds_the_budget_of_lines():
    opened = guard(files=[__file__], max_lines=50)

    with opened, pytest.raises(OverBudget, match="ran more than 50 lines of Python"):
        count_to(1000)


def test_lines_are_counted_without_a_limit_for_the_reference():
    with guard(files=[__file__], max_lines=0) as opened:
        count_to(30)

    assert opened.lines > 30


def count_to(number):
    """A loop over Python numbers."""
    total = 0
    for _ in range(number):
        total += 1
    return total


def test_lines_of_other_files_are_not_counted():
    with guard(files=["elsewhere.py"], max_lines=5) as opened:
        count_to(100)

    assert opened.lines == 0


def test_a_long_training_run_is_not_slowed_by_modes():
    with guard("NORM", modes=False):
        F.layer_norm(ROWS, (3,))


SLY = {  # each would be right, if the kernel were there
    "a thread": """
    import threading
    found = []
    worker = threading.Thread(target=lambda: found.append(F.layer_norm(x, x.shape[1:])))
    worker.start()
    worker.join()
    normal = found[0]
""",
    "a script": """
    normal = torch.jit.script(nn.LayerNorm(x.shape[1], elementwise_affine=False))(x)
""",
    "modes switched off by a computed name": """
    hidden = getattr(torch, "_" + "C")
    with hidden.DisableTorchFunction(), hidden._DisableTorchDispatch():
        normal = F.layer_norm(x, x.shape[1:])
""",
    "an exception swallowed": """
    try:
        normal = F.layer_norm(x, x.shape[1:])
    except BaseException:
        return x - x.mean(1, keepdim=True)
""",
}
FIRST = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\ndef centre(x):"
LAST = "    return normal * (x.var(1, unbiased=False, keepdim=True) + 1e-5).sqrt()\n"


@pytest.fixture(params=SLY)
def sly(request, solved):
    """The mini course with `centre` answered by a forbidden function, in one sly way or another."""
    solved.write("vectors", f"{FIRST}{SLY[request.param]}{LAST}")
    return solved


def test_what_escapes_the_modes_meets_the_replaced_kernel(sly):
    result = sly.result("centre", isolation="process")

    passed = [scenario.id for scenario in result.scenarios if scenario.passed]
    assert passed in ([], ["wrong_rank"])  # anything refuses a wrong rank


def test_without_the_prohibition_it_would_be_right(sly):
    sly.edit("graders/ch01_mini/chapter.toml", 'forbids = ["CONV", "NORM"]', "forbids = []")

    result = sly.result("centre", isolation="process")

    assert {scenario.id: scenario.status for scenario in result.scenarios}[
        "values[tall]"
    ] == "passed"
