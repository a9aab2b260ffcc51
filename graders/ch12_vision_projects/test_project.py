"""Scenarios of the project: cats and dogs with few labels. Bars: ``bars.md``."""

from __future__ import annotations

import functools

import torch
from torch import nn
from torch.nn import functional as F

from workbook.data.animals import CREATURES, cats_dogs, creatures
from workbook.exercise import Failed, scenario
from workbook.probes import fill, raises, state

SUB, EX = "submission", "dogs_vs_cats"
BARS = {  # bar, the reference's mean over 20 seeds
    "creatures": (0.60, 0.78),
    "animals": (0.72, 0.86),
    "linear_probe": (0.80, 0.90),
    "finetune": (0.80, 0.92),
}

# ── the pieces ──────────────────────────────────────────────────────────────────────────────────


@scenario(SUB, weight=2)
def test_submission_pretraining_set(m, draw):
    images, labels = draw.normal(37, 3, 2, 2), draw.integers(37, high=6)
    names = ["owl", "cat", "pig", "frog", "dog", "bear"]
    return (
        m.pretraining_set(images, labels, names),
        m.pretraining_set(images, labels, names, ["frog", "lion"]),
        m.pretraining_set(images, labels, names, []),
    )


class Small(nn.Module):
    """A classifier that minds the mode: BatchNorm and dropout."""

    def __init__(self, p=0.5):
        super().__init__()
        self.conv = nn.Conv2d(3, 5, 3)
        self.bn = nn.BatchNorm2d(5)
        self.dropout = nn.Dropout(p)
        self.head = nn.Linear(5, 2)
        self.largest = 0

    def forward(self, x):
        """Map images to logits, and remember the largest batch."""
        self.largest = max(self.largest, len(x))
        return self.head(self.dropout(self.bn(self.conv(x)).tanh().mean((2, 3))))


@scenario(SUB, weight=2)
def test_submission_predict(m, draw):
    model, images = fill(Small().to(draw.device, draw.dtype), draw), draw.normal(11, 3, 5, 7)
    busy = m.predict(model.train(), images, batch_size=4), model.training, model.largest
    calm = m.predict(model.eval(), images), model.training
    return busy, calm, busy[0].requires_grad, model.bn.running_mean


@scenario(SUB, weight=1)
def test_submission_predict_paths(m, draw):
    model, images = fill(Small().to(draw.device, draw.dtype), draw), draw.normal(11, 3, 5, 7)
    paths, opened = [f"test/{i}.jpg" for i in (5, 0, 10, 3, 7)], []

    def loader(path):
        opened.append(path)
        return images[int(path[5:-4])]

    return m.predict(model, paths, loader, 2), opened, model.largest


def check_twice(evidence, kept):
    first, *others = evidence
    if all(torch.equal(first, again) for again in others):
        return None
    message = "eight calls with the same model and pictures gave different predictions"
    return Failed(message, "augmentation in validation")


@scenario(SUB, weight=1, check=check_twice, aspect="robust", float64=False)
def test_submission_predict_again(m, draw):
    model, images = fill(Small(p=0.0).to(draw.device), draw), draw.normal(3, 3, 5, 7)
    return [m.predict(model.train(), images) for _ in range(8)]


@scenario(SUB, weight=2)
def test_submission_loss(m, draw):
    probs, y = draw.uniform(23, low=0.02, high=0.98), draw.integers(23, high=2)
    sure = draw.integers(23, high=2).to(draw.dtype)
    return m.log_loss(probs, y), m.log_loss(sure, y), m.log_loss(sure, y, 0.125)


@scenario(SUB, weight=2, float64=False)
def test_submission_text(m, draw):
    ids = (2 * draw.permutation(11) + 95).tolist()
    probs = draw.uniform(11, low=0.01, high=0.98)
    sure = torch.tensor([0.0, 1.0, 0.5], device=draw.device)
    return m.submission_csv(ids, probs), m.submission_csv([30, 4, 200], sure)


@scenario(SUB, weight=0.5, aspect="robust", float64=False)
def test_submission_text_refused(m, draw):
    probs = draw.uniform(3)
    holes = probs / torch.tensor([1.0, 0.0, 1.0], device=draw.device) * 0
    calls = ([1, 2], probs), ([1, 2, 3], holes)
    return [raises(lambda c=c: m.submission_csv(*c)) for c in calls], m.submission_csv(
        [], probs[:0]
    )


# ── the trainings ───────────────────────────────────────────────────────────────────────────────


class Given(nn.Module):
    """The backbone that the grader hands over; the same layers as the learner's."""

    num_features = 64

    def __init__(self):
        super().__init__()
        layers, before = [], 3
        for after, stride in ((16, 2), (32, 2), (64, 2), (64, 1)):
            layers += [nn.Conv2d(before, after, 3, stride, padding=1, bias=False)]
            layers += [nn.BatchNorm2d(after), nn.ReLU()]
            before = after
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        """Map images to features."""
        return self.layers(x - 0.5).amax((2, 3))


def given_backbone(weights):
    backbone = Given()
    backbone.load_state_dict(weights)
    return backbone.eval()


@functools.cache
def pretrained():
    """Train a backbone on the six creatures, once in a process; return its weights."""
    X, y = creatures("train", 1200, seed=2023)
    X = torch.cat([X, X.flip(3)])
    y, generator = y.repeat(2), torch.Generator().manual_seed(0)
    with torch.random.fork_rng(devices=[]), torch.enable_grad():
        torch.manual_seed(0)
        backbone, head = Given(), nn.Linear(64, len(CREATURES))
        weights = [*backbone.parameters(), *head.parameters()]
        opt = torch.optim.AdamW(weights, lr=1e-2)
        plan = torch.optim.lr_scheduler.OneCycleLR(opt, 1e-2, 3 * -(-len(X) // 32))
        for _ in range(3):
            for rows in torch.randperm(len(X), generator=generator).split(32):
                opt.zero_grad()
                F.cross_entropy(head(backbone(X[rows])), y[rows]).backward()
                opt.step()
                plan.step()
    return {name: tensor.detach() for name, tensor in backbone.state_dict().items()}


def below(figures, key, what):
    """Judge the mean of two seeds."""
    figure, (bar, mean) = sum(figures) / len(figures), BARS[key]
    if figure >= bar:
        return None
    return Failed(
        f"{what} is {figure:.3f} (mean of two seeds); the bar is {bar:.2f}, the reference "
        f"reaches {mean:.2f}"
    )


def given_few(draw):
    """A backbone that has hardly learnt, and few pictures: enough to see what changes."""
    torch.manual_seed(draw.seed("weights"))
    backbone = Given()
    X, y = creatures("train", 60, seed=draw.seed("creatures"))
    backbone.train()(X)  # so that running statistics are not at their start
    shown = {"weights": backbone.state_dict(), "few": cats_dogs("train", 16, draw.seed("animals"))}
    return shown | {"creatures": (X, y)}, None


def check_kept(evidence, kept):
    for name in ("linear_probe", "finetune"):
        before, after = evidence["before"], evidence[name]
        moved = [key for key in before if not torch.equal(before[key], after[key])]
        if not moved:
            continue
        statistics = all("running" in key or "tracked" in key for key in moved)
        message = f"after {name} the given backbone has another `{moved[0]}`"
        return Failed(message, "BN statistics moved" if statistics else "backbone not copied")
    if any(evidence["training"]):
        return Failed("a classifier came back in training mode: its answers depend on the batch")
    return None


@scenario(EX, weight=2, given=given_few, check=check_kept, float64=False)
def test_dogs_vs_cats_backbone_kept(m, draw, shown):
    backbone, seen = given_backbone(shown["weights"]), {"before": shown["weights"]}
    models, seed = [], draw.seed("training")
    for train in (m.linear_probe, m.finetune):
        models.append(train(backbone, *shown["few"], seed))
        seen[train.__name__] = state(backbone)
    return seen | {"training": [model.training for model in models]}


def check_seeds(evidence, kept):
    for first, again, other in evidence:
        if not torch.allclose(first, again, rtol=1e-3, atol=1e-4):
            return Failed("two trainings with the same seed gave different models", "seed ignored")
        if torch.allclose(first, other, rtol=1e-3, atol=1e-4):
            return Failed("another seed gave the very same model")
    return None


@scenario(EX, weight=1, given=given_few, check=check_seeds, float64=False)
def test_dogs_vs_cats_seeds(m, draw, shown):
    seed, (X, _) = draw.seed("training"), shown["few"]
    seeds = seed, seed, seed + 1
    new = [m.pretrain_backbone(*shown["creatures"], s, epochs=1)(X) for s in seeds]
    backbone = given_backbone(shown["weights"])
    tuned = [m.finetune(backbone, *shown["few"], s, epochs=2)(X) for s in seeds]
    return new, tuned


def given_creatures(draw):
    seed = draw.seed("creatures")
    X, y = creatures("train", 900, seed)
    T, t = creatures("test", 300, seed)
    A, a = cats_dogs("train", 100, seed)
    B, b = cats_dogs("test", 300, seed)
    shown = {"train": (X, y), "pictures": lambda: torch.cat([X[:400], T, A, B])}
    return shown, (y[:400], t, a, b)


def ridge(features, y, unseen, truth):
    """Accuracy of a linear classifier that is fitted to features by least squares."""
    mean, std = features.mean(0), features.std(0) + 1e-3
    rows, others = (
        torch.cat([(f - mean) / std, torch.ones(len(f), 1)], 1).double() for f in (features, unseen)
    )
    targets = torch.eye(int(y.max()) + 1, dtype=torch.float64)[y]
    gram = rows.T @ rows + torch.eye(rows.shape[1], dtype=torch.float64)
    weight = torch.linalg.solve(gram, rows.T @ targets)
    return ((others @ weight).argmax(1) == truth).double().mean().item()


def check_features(evidence, kept):
    y, t, a, b = kept
    if evidence["training"]:
        return Failed("the backbone came back in training mode: features depend on the batch")
    of_creatures, of_animals = [], []
    for features in evidence["features"]:
        if tuple(features.shape) != (1100, 64) or not features.isfinite().all():
            return Failed(
                f"1100 pictures should give finite features of shape (1100, 64), "
                f"got {tuple(features.shape)}"
            )
        X, T, A, B = features.split([400, 300, 100, 300])
        of_creatures.append(ridge(X, y, T, t))
        of_animals.append(ridge(A, a, B, b))
    what = "linear classifier on the features of"
    return below(of_creatures, "creatures", f"the accuracy of a {what} new creatures") or below(
        of_animals, "animals", f"the accuracy of a {what} cats and dogs"
    )


@scenario(
    EX, weight=3, given=given_creatures, check=check_features, slow=True, float64=False, timeout=60
)
def test_dogs_vs_cats_pretraining(m, draw, shown):
    seeds = draw.seed("first"), draw.seed("second")
    backbones = [m.pretrain_backbone(*shown["train"], seed, epochs=5) for seed in seeds]
    training = any(backbone.training for backbone in backbones)
    pictures = shown["pictures"]()
    with torch.no_grad():
        features = [
            torch.cat([backbone(part) for part in pictures.split(275)]) for backbone in backbones
        ]
    return {"features": features, "training": training}


def given_animals(draw, how):
    seeds = draw.seed("first"), draw.seed("second")
    T, t = cats_dogs("test", 400, seeds[0])
    few = [cats_dogs("train", 32, seed) for seed in seeds]
    return {"weights": pretrained(), "few": few, "held_out": lambda: T}, {"truth": t, "how": how}


def check_animals(evidence, kept):
    figures = [
        (logits.argmax(1) == kept["truth"]).double().mean().item()
        for logits in evidence
        if tuple(logits.shape) == (400, 2)
    ]
    if len(figures) < len(evidence):
        return Failed("400 pictures should give logits of shape (400, 2)")
    what = "the accuracy on held-out cats and dogs, learnt from 32 pictures,"
    return below(figures, kept["how"], what)


@scenario(
    EX,
    weight=4,
    given=given_animals,
    check=check_animals,
    slow=True,
    float64=False,
    timeout=60,
    cases={"linear_probe": dict(how="linear_probe"), "finetune": dict(how="finetune")},
)
def test_dogs_vs_cats_transfer(m, draw, shown, how):
    backbone = given_backbone(shown["weights"])
    models = [
        getattr(m, how)(backbone, *few, draw.seed(f"training {n}"))
        for n, few in enumerate(shown["few"])
    ]
    pictures = shown["held_out"]()
    with torch.no_grad():
        return [model(pictures) for model in models]
