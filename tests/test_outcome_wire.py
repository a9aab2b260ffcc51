"""What was returned becomes plain data, and crosses the wire as nothing else."""

from __future__ import annotations

import collections
import pickle
import struct
from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from workbook.isolation.runner import outcome_from_tree
from workbook.isolation.wire import Handle, WireError, pack, unpack
from workbook.isolation.worker import outcome_to_tree
from workbook.outcome import Alien, Leaf, Outcome, Raised, TooLarge, freeze, thaw

DTYPES = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.bool]


class Rude:
    """Its methods must never be called."""

    def __repr__(self):
        raise AssertionError

    __str__ = __len__ = __iter__ = __eq__ = __hash__ = __getattr__ = __repr__


class RudeList(list):
    def __iter__(self):
        raise AssertionError


class RudeTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *args, **kwargs):
        raise AssertionError


class Point(NamedTuple):
    x: int
    y: int


@pytest.mark.parametrize(
    ("value", "frozen"),
    [
        (None, None),
        (True, True),
        (3, 3),
        ("text", "text"),
        ((1, [2, ()]), [1, [2, []]]),
        ({"a": 1, 2: "b"}, {"a": 1, "2": "b"}),
        (collections.OrderedDict(a=1), {"a": 1}),
        (Point(1, 2), [1, 2]),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (np.int64(3), 3),
        (torch.Size([2, 3]), [2, 3]),
        (torch.float32, "torch.float32"),
        (torch.device("cpu"), "cpu"),
        (torch.zeros(2, 3, device="meta"), ["torch.float32", 2, 3]),
    ],
    ids=str,
)
def test_data_is_kept_as_data(value, frozen):
    assert freeze(value) == frozen


def test_a_tensor_becomes_a_leaf_with_what_can_be_wrong_about_it():
    leaf = freeze(torch.ones(2, 3, dtype=torch.float64, requires_grad=True))

    assert torch.equal(leaf.tensor, torch.ones(2, 3, dtype=torch.float64))
    assert (leaf.device, leaf.requires_grad, leaf.tensor.requires_grad) == ("cpu", True, False)


def test_a_leaf_is_a_copy():
    x = torch.zeros(3)

    leaf = freeze(x)
    x += 1

    assert not leaf.tensor.any()


def test_a_parameter_is_a_tensor():
    assert isinstance(freeze(nn.Parameter(torch.ones(3))), Leaf)


def test_an_array_is_a_tensor():
    leaf = freeze(np.ones((2, 3), dtype=np.float32)[::-1])

    assert (leaf.tensor.shape, leaf.tensor.dtype) == ((2, 3), torch.float32)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Rude(), "Rude"),
        (RudeList([1]), "RudeList"),
        (torch.ones(3).as_subclass(RudeTensor), "RudeTensor"),
        (nn.Linear(2, 2), "Linear"),
        (len, "builtin_function_or_method"),
        ({1, 2}, "set"),
        (1j, "complex"),
        (np.array(["text"]), "ndarray"),
        (torch.ones(3).to_sparse(), "torch.sparse_coo tensor of torch.float32"),
        (torch.ones(3, dtype=torch.complex64), "torch.strided tensor of torch.complex64"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_data_is_named_by_its_type_and_never_asked_for_its_repr(value, name):
    assert freeze(value) == Alien(name)


def test_a_tuple_s_own_iterator_is_not_trusted():
    rude = type("RudeTuple", (tuple,), {"__iter__": Rude.__repr__})

    assert freeze(rude((1, 2))) == [1, 2]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([0] * 5000, "more than 4096 parts"),
        (torch.zeros(2**22 + 1), "larger than 16 MB"),
        ([torch.zeros(2**21)] * 3, "larger than 16 MB"),
        ([[[[[[[[[[0]]]]]]]]]], "nested more than 8 deep"),
    ],
    ids=["parts", "size", "sum of sizes", "depth"],
)
def test_too_much_is_refused_with_its_measure(value, told):
    with pytest.raises(TooLarge, match=told):
        freeze(value)


def test_a_list_that_holds_itself_is_refused():
    endless = []
    endless.append(endless)

    with pytest.raises(TooLarge, match="nested"):
        freeze(endless)


def test_a_check_gets_tensors_and_numbers_back():
    thawed = thaw(freeze({"y": [torch.ones(3), 2.5]}))

    assert torch.equal(thawed["y"][0], torch.ones(3))
    assert thawed["y"][1] == 2.5


numbers = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
texts = st.text(max_size=20)
tensors = st.builds(
    lambda dtype, shape: Leaf(torch.arange(int(np.prod(shape))).reshape(shape).to(dtype)),
    st.sampled_from(DTYPES),
    st.lists(st.integers(0, 3), max_size=3),
)
others = (
    st.builds(Alien, texts)
    | st.builds(lambda name: Raised((name, "Exception")), texts)
    | st.builds(Handle, st.integers(0, 9))
)
trees = st.recursive(
    numbers | texts | tensors | others,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def same(a, b):
    """Whether two trees are equal, tensors included."""
    if isinstance(a, Leaf):
        return a.tensor.dtype == b.tensor.dtype and torch.equal(a.tensor, b.tensor)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b


@given(trees)
def test_a_tree_crosses_the_wire_unchanged(tree):
    assert same(tree, unpack(pack(tree)))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_are_not_finite_cross_too(value):
    assert repr(unpack(pack([value]))) == repr([value])


def test_a_dict_of_the_wire_s_own_keys_stays_a_dict():
    tree = {"t": "0", "a": "x", "d": {"h": 1}, "r": []}

    assert unpack(pack(tree)) == tree


def test_a_tensor_that_is_a_view_crosses():
    leaf = Leaf(torch.arange(6).reshape(2, 3).T)

    assert torch.equal(unpack(pack(leaf)).tensor, leaf.tensor)


@given(st.binary(max_size=200))
def test_garbage_is_a_wire_error_and_nothing_else(frame):
    with pytest.raises(WireError):
        unpack(frame)


@given(st.data())
def test_a_frame_with_a_changed_byte_is_a_wire_error_or_another_tree(data):
    frame = bytearray(pack({"x": Leaf(torch.ones(3)), "y": [1, "two"]}))
    place = data.draw(st.integers(0, len(frame) - 1))
    frame[place] = data.draw(st.integers(0, 255))

    try:
        unpack(bytes(frame))
    except WireError:
        return


def framed(text, blob=b""):
    """A frame of this JSON."""
    return struct.pack("<Q", len(text)) + text + blob


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        struct.pack("<Q", 2**63),
        framed(b"[" * 30 + b"]" * 30),
        framed(b"[" * 5000 + b"]" * 5000),
        framed(b"[" + b"0," * 200_000 + b"0]"),
        framed(b'{"t": "0", "on": "cpu", "grad": false}'),
        framed(b'{"x": 1}'),
        framed(b'{"h": "one"}'),
        framed(b'{"d": [1]}'),
        framed(b"[]", b"not safetensors"),
        pickle.dumps({"x": 1}),
    ],
    ids=range(11),
)
def test_a_frame_that_no_worker_should_send_is_a_wire_error(frame):
    with pytest.raises(WireError):
        unpack(frame)


def test_a_value_that_is_not_data_cannot_be_sent():
    with pytest.raises(TypeError, match="a Rude cannot be sent"):
        pack([Rude()])


def test_an_outcome_crosses_the_wire_unchanged():
    value, after = [Leaf(torch.ones(3)), 1], {"p": Leaf(torch.zeros(2))}
    outcome = Outcome(
        "returned", value, changed=("x",), after=after, tables=[["name", []]], lines=3
    )

    back = outcome_from_tree(unpack(pack(outcome_to_tree(outcome))))

    assert same(outcome_to_tree(back), {**outcome_to_tree(outcome), "changed": ("x",)})


@pytest.mark.parametrize(
    "wrong",
    [
        {"ending": "passed"},
        {"message": 3},
        {"printed": None},
        {"lines": "many"},
        {"after": {"p": 1}},
        {"after": []},
        {"tables": {}},
        {"mark": 100},
    ],
    ids=str,
)
def test_an_outcome_of_another_form_is_a_wire_error(wrong):
    with pytest.raises(WireError, match="not an outcome"):
        outcome_from_tree({**outcome_to_tree(Outcome("returned")), **wrong})
