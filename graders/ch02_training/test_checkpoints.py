"""Scenarios of saving and loading: bit for bit, safely, and all or nothing."""

from __future__ import annotations

import contextlib
import os
import pathlib
import pickle
import tempfile

import torch
from torch import nn

from workbook.exercise import Failed, scenario
from workbook.probes import fill, raises, state

EX = "checkpoints"


@contextlib.contextmanager
def directory():
    """Give a directory that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        yield pathlib.Path(name)


def network(hidden=5, **options):
    """Build a model with parameters, buffers and dropout."""
    return nn.Sequential(
        nn.Linear(3, hidden),
        nn.BatchNorm1d(hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, 2),
    ).to(**options)


# ── bit for bit ─────────────────────────────────────────────────────────────────────────────────


class Training:
    """A training that could be anybody's: shuffled batches, dropout, a falling learning rate."""

    def __init__(self, shown, what, seed):
        torch.manual_seed(seed)  # also of dropout, which draws from the global generator
        self.x, self.y = shown["x"], shown["y"]
        self.model = network(8)
        if what in {"plain", "Adam"}:
            self.model[3] = nn.Identity()
        make = torch.optim.SGD if what in {"plain", "dropout"} else torch.optim.Adam
        self.opt = make(self.model.parameters(), lr=0.05)
        self.gens = {}
        if what in {"dropout", "everything"}:
            batches = torch.Generator().manual_seed(seed)
            self.gens = {"batches": batches, "dropout": torch.default_generator}
        self.halves = what == "everything"

    def train(self, steps):
        """Make some steps; return the losses."""
        losses = []
        for step in steps:
            if self.halves and step == 3:
                self.opt.param_groups[0]["lr"] *= 0.5
            batch = self.batch(step)
            loss = (self.model(self.x[batch]) - self.y[batch]).square().mean()
            self.opt.zero_grad()
            loss.backward()
            self.opt.step()
            losses.append(loss.detach())
        return losses

    def batch(self, step):
        """Choose the rows of a step: at random, where that is what is asked."""
        if self.gens:
            return torch.randperm(len(self.x), generator=self.gens["batches"])[:8]
        return torch.arange(8 * step, 8 * step + 8) % len(self.x)

    def end(self):
        """Return all that can differ at the end."""
        gens = {key: each.get_state() for key, each in self.gens.items()}
        return {"model": state(self.model), "generators": gens}


def data(draw, what):
    shown = {"x": draw.normal(32, 3), "y": draw.normal(32, 2), "seed": draw.seed("training")}
    return shown, {"what": what}


LACKS = {  # what shows for the first time in a scenario
    "plain": None,
    "Adam": "optimiser not restored",
    "dropout": "generators not restored",
    "everything": None,
}


def is_the_same(evidence, kept):
    """Compare the two trainings without any tolerance."""
    what = kept["what"]
    if evidence["step"] != 5:
        return Failed(f"the checkpoint was saved after step 5; load returned {evidence['step']!r}")
    straight, resumed = evidence["straight"], evidence["resumed"]
    told = "5 steps, save, load into new objects, 5 more steps is not the same as 10 steps: "
    for step, (a, b) in enumerate(zip(straight["losses"], resumed["losses"], strict=True), 6):
        if not torch.equal(a, b):
            message = f"{told}the loss of step {step} is {float(b):.9g} instead of {float(a):.9g}"
            return Failed(message, misconception=_lack(what, step))
    for part in ("model", "generators"):
        for name, tensor in straight[part].items():
            if not torch.equal(tensor, resumed[part][name]):
                message = f"{told}{part} {name} differs after step 10"
                return Failed(message, misconception=_lack(what, 11))
    return None


def _lack(what, step):
    """Weights and buffers show in the first loss of a plain training, or never in one."""
    if what == "plain":
        return "model not restored" if step == 6 else "buffers left out"
    return LACKS[what]


@scenario(
    EX,
    weight=4,
    cases={what: dict(what=what) for what in LACKS},
    given=data,
    check=is_the_same,
    float64=False,
)
def test_checkpoints_resume(m, draw, shown, what):
    seed = shown["seed"]
    straight = Training(shown, what, seed)
    straight.train(range(5))
    losses = straight.train(range(5, 10))
    evidence = {"straight": {"losses": losses, **straight.end()}}
    with directory() as folder:
        first = Training(shown, what, seed)
        first.train(range(5))
        m.save_checkpoint(folder / "run.pt", first.model, first.opt, 5, first.gens)
        first.train(range(5, 8))  # what happens after the save must not matter
        again = Training(shown, what, seed + 1)
        again.train(range(2))
        again.opt.param_groups[0]["lr"] = 0.05
        evidence["step"] = m.load_checkpoint(folder / "run.pt", again.model, again.opt, again.gens)
    evidence["resumed"] = {"losses": again.train(range(5, 10)), **again.end()}
    return evidence


# ── the file ────────────────────────────────────────────────────────────────────────────────────


def prepared(draw):
    """Make a model, an optimiser that has made a step, and two generators, from the draw."""
    model = fill(network(device=draw.device), draw)
    opt = torch.optim.Adam([*model.parameters()], lr=0.25)
    for parameter in model.parameters():
        parameter.grad = parameter.detach() * 2 + 1
    opt.step()
    names = (f"batches {draw.filled}", f"noise {draw.filled}")
    gens = {name.split()[0]: draw.generator(name) for name in names}
    return model, opt, gens


def content(model, opt, gens):
    """Return what stands in a checkpoint, by the documented format."""
    return {
        "step": 4,
        **{key: thing.state_dict() for key, thing in (("model", model), ("optimizer", opt))},
        "generators": {key: each.get_state() for key, each in gens.items()},
    }


def copied(tree):
    """Copy what holds tensors, for a comparison later."""
    if isinstance(tree, dict):
        return {key: copied(item) for key, item in tree.items()}
    if isinstance(tree, list | tuple):
        return [copied(item) for item in tree]
    return tree.detach().clone() if isinstance(tree, torch.Tensor) else tree


def snapshot(model, opt, gens):
    """Return all that a load may change."""
    states = {key: each.get_state() for key, each in gens.items()}
    optimizer = copied(opt.state_dict()["state"])
    return {"model": state(model), "optimizer": optimizer, "generators": states}


@scenario(EX, weight=1.5)
def test_checkpoints_file(m, draw):
    model, opt, gens = prepared(draw)
    with directory() as folder:
        m.save_checkpoint(str(folder / "run.pt"), model, opt, 7, gens)
        m.save_weights(str(folder / "weights.pt"), model)
        checkpoint = torch.load(folder / "run.pt", weights_only=True)
        weights = torch.load(folder / "weights.pt", weights_only=True)
        files = sorted(path.name for path in folder.iterdir())
    groups = checkpoint["optimizer"].pop("param_groups")
    return {
        "files": files,
        "checkpoint": checkpoint,
        "learning rates": [group["lr"] for group in groups],
        "weights": dict(weights),
    }


@scenario(EX, weight=1)
def test_checkpoints_weights(m, draw):
    model, other = prepared(draw)[0], prepared(draw)[0]
    x = draw.normal(7, 3)
    with directory() as folder:
        m.save_weights(folder / "weights.pt", model)
        returned = m.load_weights(folder / "weights.pt", other)
    return {"returned": returned, "state": state(other), "output": other.eval()(x)}


class Tied(nn.Module):
    """One weight under two names."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(3, 5, bias=False)
        self.unembed = nn.Linear(3, 5, bias=False)
        self.unembed.weight = self.embed.weight


@scenario(EX, weight=0.5, aspect="robust")
def test_checkpoints_tied(m, draw):
    model, other = (fill(Tied().to(draw.device), draw) for _ in range(2))
    x = draw.normal(2, 3)
    opt = torch.optim.SGD(other.parameters(), lr=1.0)
    with directory() as folder:
        m.save_checkpoint(folder / "run.pt", model, opt, 3, {})
        m.load_checkpoint(folder / "run.pt", other, opt, {})
    other.embed(x).sum().backward()
    opt.step()  # the optimiser holds the very tensors that the model uses
    return {"by one name": other.embed(x), "by the other": other.unembed(x)}


# ── what does not fit ───────────────────────────────────────────────────────────────────────────


class Hostile:
    """Makes a directory when it is unpickled; it could have deleted one."""

    def __init__(self, marker):
        self.marker = str(marker)

    def __reduce__(self):
        return os.mkdir, (self.marker,)


def with_other_groups(optimizer):
    """Return an optimiser's state whose group has one parameter."""
    groups = [{**group, "params": [0]} for group in optimizer["param_groups"]]
    return {"state": {}, "param_groups": groups}


BYTES = {  # made of the bytes of a whole file
    "cut short": lambda whole, _: whole[: len(whole) * 2 // 3],
    "damaged": lambda whole, _: whole[:200] + bytes(300) + whole[500:],
    "empty": lambda *_: b"",
    "text": lambda *_: b"hello, this is no checkpoint",
    "a bare hostile pickle": lambda _, marker: pickle.dumps(Hostile(marker)),
}
CONTENTS = {  # made of the content of a checkpoint
    "a hostile pickle": lambda c, marker: {**c, "step": Hostile(marker)},
    "a pickled module": lambda c, _: {**c, "model": nn.Linear(3, 2)},
    "a tensor": lambda *_: torch.ones(3),
    "entries missing": lambda c, _: {"model": c["model"], "step": 4},
    "entries of another kind": lambda c, _: {**c, "model": [1, 2, 3]},
    "other generators": lambda c, _: {**c, "generators": {}},
    "another optimiser": lambda c, _: {**c, "optimizer": with_other_groups(c["optimizer"])},
}
KINDS = (*BYTES, *CONTENTS)


def write(path, kind, checkpoint, marker):
    """Write a file of some kind that no loader may accept."""
    if kind in CONTENTS:
        checkpoint = CONTENTS[kind](checkpoint, marker)
    torch.save(checkpoint, path)
    if kind in BYTES:
        path.write_bytes(BYTES[kind](path.read_bytes(), marker))


@scenario(EX, weight=3, aspect="robust", cases={kind: dict(kind=kind) for kind in KINDS})
def test_checkpoints_unfit(m, draw, kind):
    saved, (model, opt, gens) = prepared(draw), prepared(draw)
    checkpoint = content(*saved)
    with directory() as folder:
        path, marker = folder / "run.pt", folder / "marker"
        write(path, kind, checkpoint, marker)
        raised = raises(lambda: m.load_checkpoint(path, model, opt, gens))
        executed = marker.exists()
    return {"raised": raised, "code was executed": executed, **snapshot(model, opt, gens)}


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_checkpoints_unfit_weights(m, draw):
    model = prepared(draw)[0]
    seen = {}
    with directory() as folder:
        path, marker = folder / "weights.pt", folder / "marker"
        for kind in ("cut short", "text", "a bare hostile pickle", "a tensor"):
            write(path, kind, {"0.weight": torch.ones(5, 3)}, marker)
            seen[kind] = raises(lambda: m.load_weights(path, model))
        path.unlink()
        seen["no file"] = raises(lambda: m.load_weights(path, model))
        opt = torch.optim.SGD(model.parameters())
        missing = raises(lambda: m.load_checkpoint(path, model, opt, {}))
        executed = marker.exists()
    return {**seen, "no checkpoint": missing, "code was executed": executed, **state(model)}


MISFITS = {
    "missing": dict(change="missing"),
    "unexpected": dict(change="unexpected"),
    "renamed": dict(change="renamed"),
    "another shape": dict(change="another shape"),
}


def misfit(weights, change):
    """Change one entry of a model's state."""
    weights = dict(weights)
    last = weights["4.weight"]
    if change in {"missing", "renamed"}:
        del weights["4.weight"]
    if change in {"unexpected", "renamed"}:
        weights["4.wieght"] = last
    if change == "another shape":
        weights["4.weight"] = last.T.contiguous()
    return weights


@scenario(EX, weight=1.5, aspect="robust", cases=MISFITS)
def test_checkpoints_misfit(m, draw, change):
    saved, (model, opt, gens) = prepared(draw), prepared(draw)
    checkpoint = content(*saved)
    checkpoint["model"] = misfit(checkpoint["model"], change)
    with directory() as folder:
        torch.save(checkpoint, folder / "run.pt")
        torch.save(checkpoint["model"], folder / "weights.pt")
        paths = {name: folder / f"{name}.pt" for name in ("run", "weights")}
        raised = {
            "checkpoint": raises(lambda: m.load_checkpoint(paths["run"], model, opt, gens)),
            "weights": raises(lambda: m.load_weights(paths["weights"], model)),
        }
        after = snapshot(model, opt, gens)
        step = raises(lambda: m.load_checkpoint(paths["run"], model, opt, gens, strict=False))
        lenient = snapshot(model, opt, gens)
    return {"strict": raised, "after": after, "lenient": step, "after it": lenient}


def told_by(call):
    """Return the text of the exception that a call raises, and the names of its classes."""
    try:
        call()
    except NotImplementedError:  # a stub's
        raise
    except Exception as error:  # noqa: BLE001 - it is the evidence
        return {"kinds": [kind.__name__ for kind in type(error).__mro__], "text": str(error)}
    return {"kinds": [], "text": ""}


NAMED = {  # what the text of the error must name
    "missing": "4.weight",
    "unexpected": "4.wieght",
    "another shape": "4.weight",
    "other generators": "batches",
    "cut short": "run-17.pt",
    "text": "run-17.pt",
    "a hostile pickle": "run-17.pt",
}


def names_the_culprit(evidence, kept):
    """The file's name, and the parameter's or generator's, must stand in the text."""
    del kept
    for kind, seen in evidence.items():
        if "CheckpointError" not in seen["kinds"]:
            raised = seen["kinds"][0] if seen["kinds"] else "nothing"
            return Failed(f"{kind}: a CheckpointError should be raised, yours raised {raised}")
        text = seen["text"]
        for name in ("run-17.pt", NAMED[kind]):
            if name not in text:
                shown = text if len(text) < 90 else f"{text[:90]}…"
                return Failed(
                    f"{kind}: the text of the error should name {name!r}; yours is {shown!r}",
                    misconception="error that names nothing",
                )
    return None


@scenario(EX, weight=1, aspect="robust", check=names_the_culprit, float64=False)
def test_checkpoints_clear_error(m, draw):
    saved, (model, opt, gens) = prepared(draw), prepared(draw)
    checkpoint = content(*saved)
    texts = {}
    with directory() as folder:
        path = folder / "run-17.pt"
        for kind in NAMED:
            changed = {**checkpoint, "model": misfit(checkpoint["model"], kind)}
            write(path, kind, changed, folder / "marker")
            texts[kind] = told_by(lambda: m.load_checkpoint(path, model, opt, gens))
    return texts


# ── whatever happens on the way ─────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def full_disk(size):
    """Let no file grow beyond ``size`` bytes, as on a disk that is full."""
    try:
        import resource
    except ImportError:  # not on this system
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class Killed(BaseException):
    """Stands for the end of the process."""


@contextlib.contextmanager
def killed_at_renaming():
    """End whatever calls a function that gives a file its name."""
    import shutil

    def kill(*_args, **_kwargs):
        raise Killed

    places = [(os, "replace"), (os, "rename"), (os, "renames"), (os, "link"), (shutil, "move")]
    places += [(pathlib.Path, "replace"), (pathlib.Path, "rename")]
    before = [(owner, name, getattr(owner, name)) for owner, name in places]
    for owner, name in places:
        setattr(owner, name, kill)
    try:
        yield
    finally:
        for owner, name, real in before:
            setattr(owner, name, real)


def is_whole(evidence, kept):
    """The file is the old one or the new one, to the last number."""
    del kept
    accident = evidence["accident"]
    mistake = "written in place" if accident == "the disk is full" else "old file removed first"
    for what, seen in evidence["loaded"].items():
        told = f"{what}, and while it is overwritten {accident}: afterwards"
        if seen["kinds"]:
            message = f"{told} loading it raises {seen['kinds'][0]}, the old one is gone"
            return Failed(message, misconception=mistake)
        loaded, files = seen["loaded"], (evidence["old"], evidence["new"])
        if not any(all(torch.equal(loaded[n], file[n]) for n in loaded) for file in files):
            message = f"{told} it holds neither the old weights nor the new ones"
            return Failed(message, misconception=mistake)
    return None


ACCIDENTS = ("the disk is full", "the process is killed at the renaming")


@scenario(
    EX,
    weight=2.5,
    aspect="robust",
    cases={accident: dict(accident=accident) for accident in ACCIDENTS},
    check=is_whole,
    float64=False,
)
def test_checkpoints_accident(m, draw, accident):
    old, new, (model, opt, gens) = prepared(draw), prepared(draw), prepared(draw)
    happens = full_disk(1024) if accident == ACCIDENTS[0] else killed_at_renaming()
    loaded = {}
    with directory() as folder:
        run, weights = folder / "run.pt", folder / "weights.pt"
        m.save_checkpoint(run, *old[:2], 4, old[2])
        m.save_weights(weights, old[0])
        with happens:
            for save in (
                lambda: m.save_checkpoint(run, *new[:2], 5, new[2]),
                lambda: m.save_weights(weights, new[0]),
            ):
                with contextlib.suppress(Exception, Killed):
                    save()
        for what, load in {
            "a checkpoint is saved": lambda: m.load_checkpoint(run, model, opt, gens),
            "weights are saved": lambda: m.load_weights(weights, model),
        }.items():
            loaded[what] = {**told_by(load), "loaded": state(model)}
    return {
        "accident": accident,
        "loaded": loaded,
        "old": state(old[0]),
        "new": state(new[0]),
    }
