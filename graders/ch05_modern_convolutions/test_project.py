"""Scenarios of the project: shapes in plain and in striped scenes. Bars: ``bars.md``."""

from __future__ import annotations

import math

import torch
from torch import nn

from workbook.data.shapes import drawn_shapes
from workbook.exercise import Failed, scenario
from workbook.probes import parameter_count

EX = "find_shapes"
MOST_PARAMETERS = 200_000
KINDS = 3
BARS = {  # bar, the reference's mean over 20 seeds
    "detection": (0.93, 0.99),
    "plain": (0.80, 0.99),
    "striped": (0.72, 0.94),
}

# ── the pieces ──────────────────────────────────────────────────────────────────────────────────


@scenario(
    "detect",
    weight=1.5,
    cases={
        "half": dict(size=64, to=32),
        "a third": dict(size=48, to=16),
        "as it is": dict(size=32, to=32),
    },
)
def test_detect_prepare(m, draw, size, to):
    data = {
        "image": draw.uniform(3, 3, size, size),
        "mask": draw.integers(3, size, size, high=4),
        "boxes": [],
        "labels": [],
    }
    for n, count in enumerate((2, 1, 3)):
        centre = draw.uniform(count, 2, low=12.0, high=float(size - 12), name=f"centre {n}")
        half = draw.uniform(count, 2, low=3.0, high=9.0, name=f"half {n}")
        data["boxes"].append(torch.cat([centre - half, centre + half], dim=1))
        data["labels"].append(draw.integers(count, high=KINDS, name=f"labels {n}"))
    return m.prepare(data, to, 6) if to != 32 else m.prepare(data)


@scenario("detect", weight=1.5, float64=False)
def test_detect_paint(m, draw):
    corner, side = draw.uniform(4, 2, low=-3.0, high=20.0), draw.uniform(4, 2, low=2.0, high=12.0)
    boxes, labels = torch.cat([corner, corner + side], dim=1), draw.integers(4, high=KINDS)
    return m.paint_boxes(boxes, labels), m.paint_boxes(boxes[:0], labels[:0], 7)


@scenario("detect", weight=0.5, aspect="robust")
def test_detect_empty_scene(m, draw):
    """A scene without objects, and images in which nothing is found."""
    data = {
        "image": draw.uniform(2, 3, 10, 10),
        "mask": draw.integers(2, 10, 10, high=4),
        "boxes": [draw.positive(0, 4), draw.uniform(1, 4, high=9.0).sort().values],
        "labels": [draw.integers(0, high=KINDS), draw.integers(1, high=KINDS)],
    }
    raw, images = draw.normal(2, 3, 3, 8), draw.uniform(2, 3, 12, 12)
    ready = m.prepare(data, 5, 3)
    return ready, data["mask"], m.detect(Fixed(raw), images, 1.0)


class Fixed(nn.Module):
    """Stands for a detector: predictions that are given, and a layer that minds the mode."""

    def __init__(self, raw):
        super().__init__()
        self.raw = raw
        self.dropout = nn.Dropout(0.5)

    def forward(self, images):
        """Return what was given, if nothing is dropped."""
        return self.raw[: len(images)] * self.dropout(torch.ones_like(self.raw[: len(images)]))


@scenario(
    "detect",
    weight=1.5,
    cases={"as it comes": {}, "strict": dict(conf_thr=0.3, iou_thr=0.2)},
)
def test_detect_boxes(m, draw, **thresholds):
    raw = draw.normal(2, 5, 5, 8, scale=2.0)
    raw[..., 2:4] = raw[..., 2:4] / 2  # middling boxes, so that many overlap
    model, images = Fixed(raw), draw.uniform(2, 3, 40, 40)
    model.train()
    busy = m.detect(model, images, **thresholds), model.training
    model.eval()
    return busy, m.detect(model, images[:1], **thresholds), model.training


def strongest(change):
    """Say how the predictions that changed most lie towards a spot in row 1, column 6."""
    size = change.abs().mean(0)
    rows = {"cell": size.sum(2), "map": size.sum(0), "exchanged": size.sum(2).T}
    places = {key: divmod(int(total.argmax()), total.shape[1]) for key, total in rows.items()}
    return {key for key, (y, x) in places.items() if abs(y - 1) <= 1 and abs(x - 6) <= 1}


def check_design(evidence, kept):
    raw, alone = evidence["raw"], evidence["alone"]
    if tuple(raw.shape) != (5, 8, 8, 8) or raw.dtype != torch.float32:
        message = "5 images should give raw predictions of shape (5, 8, 8, 8) in float32"
        return Failed(f"{message}, got {tuple(raw.shape)} in {raw.dtype}".replace("torch.", ""))
    if not torch.allclose(raw, alone, rtol=1e-3, atol=1e-4 * float(raw.abs().max())):
        return Failed("in evaluation mode an image gets another answer alone than in a batch of 5")
    if evidence["parameters"] > MOST_PARAMETERS:
        return Failed(f"{evidence['parameters']} parameters are more than {MOST_PARAMETERS}")
    return check_meaning(raw, evidence["disturbed"])


def check_meaning(raw, disturbed):
    if raw.min() >= 0 and raw.max() <= 1:
        return Failed("the predictions should be logits; yours lie between 0 and 1, as sigmoids do")
    peak = strongest(disturbed - raw)
    if "cell" not in peak and "map" in peak:
        message = (
            "a spot in cell (1, 6) changes your predictions [:, :, 1, 6] instead of [:, 1, 6, :]: "
            "the channels must be moved to the end (permute), a reshape does not do that"
        )
        return Failed(message)
    if "cell" not in peak and "exchanged" in peak:
        return Failed("a spot in row 1, column 6 of the cells changes your predictions [:, 6, 1]")
    return None


@scenario(EX, weight=0.5, check=check_design, float64=False)
def test_find_shapes_design(m, draw):
    x = draw.uniform(5, 3, 32, 32)
    torch.manual_seed(draw.seed("weights"))
    network = m.ShapeDetector()
    network.train()(x)  # so that running statistics are not at their start
    network.eval()
    spot = torch.zeros_like(x)
    spot[:, :, 4:8, 24:28] = 1.0  # cell (1, 6)
    return {
        "raw": network(x),
        "disturbed": network(x + spot),
        "alone": torch.cat([network(x[i : i + 1]) for i in range(5)]),
        "parameters": parameter_count(m.ShapeDetector),
    }


# ── what the checks calculate for themselves, one box and one count at a time ───────────────────


def overlap(p, q):
    across = min(p[2], q[2]) - max(p[0], q[0])
    down = min(p[3], q[3]) - max(p[1], q[1])
    shared = across * down if across > 0 and down > 0 else 0.0
    both = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1])
    return shared / (both - shared) if shared else 0.0


def class_precision(found, scenes, kind):
    """Mean, over the true objects, of the best precision at which that many are found."""
    ranked = sorted(
        (-score, n, i)
        for n, (_, scores, names) in enumerate(found)
        for i, (score, name) in enumerate(zip(scores.tolist(), names.tolist(), strict=True))
        if name == kind
    )
    truth = [
        [box.tolist() for box, k in zip(boxes, names.tolist(), strict=True) if k == kind]
        for boxes, names in scenes
    ]
    taken, points = set(), []
    for rank, (_, n, i) in enumerate(ranked, start=1):
        box = found[n][0][i].tolist()
        rivals = [overlap(box, other) for other in truth[n]]
        place = max(range(len(rivals)), key=rivals.__getitem__, default=None)
        if place is not None and rivals[place] >= 0.5 and (n, place) not in taken:
            taken.add((n, place))
            points.append(len(taken) / rank)
    best = [max(points[k:]) for k in range(len(points))]
    return sum(best) / max(1, sum(map(len, truth)))


def mean_precision(found, data):
    scenes = list(zip(*(data[key] for key in ("boxes", "labels")), strict=True))
    there = sorted({k for _, names in scenes for k in names.tolist()})
    return sum(class_precision(found, scenes, k) for k in there) / len(there)


def mean_overlap(masks, truth):
    values = []
    for k in range(KINDS + 1):
        mine, true = masks == k, truth == k
        if (mine | true).any():
            values.append(float((mine & true).sum() / (mine | true).sum()))
    return sum(values) / len(values)


# ── short trainings ─────────────────────────────────────────────────────────────────────────────


def given_few(draw):
    seed = draw.seed("scenes")
    train, validation = (
        drawn_shapes(s, n, seed=seed) for s, n in (("train", 24), ("validation", 30))
    )
    return {"train": train, "validation": validation}, {"train": train, "validation": validation}


def check_losses(losses, epochs):
    if len(losses) != epochs:
        return Failed(
            f"{epochs} epochs should leave {epochs} losses in the history, got {len(losses)}"
        )
    if not all(math.isfinite(loss) for loss in losses):
        return Failed("the history holds losses that are not finite")
    if not losses[-1] < 0.8 * losses[0]:
        return Failed(f"the training loss hardly falls: {losses[0]:.3f} to {losses[-1]:.3f}")
    return None


def check_told(told, measured, what):
    """Compare a figure of the history with that of validation, and of training."""
    if abs(told - measured["validation"]) <= 1e-4:
        return None
    message = (
        f"the history says {what} {told:.4f}, but the returned model has "
        f"{measured['validation']:.4f} on the validation scenes"
    )
    if abs(told - measured["train"]) <= 1e-4:
        return Failed(
            f"{message}, and {told:.4f} on the training ones", "measured on training data"
        )
    return Failed(message)


def check_detector(evidence, kept):
    history = evidence["history"]
    if failed := check_losses(history["loss"], 12):
        return failed
    if evidence["training"]:
        return Failed("the model came back in training mode: its answers depend on the batch")
    measured = {k: mean_precision(evidence[k], kept[k]) for k in ("train", "validation")}
    return check_told(history["map"], measured, "mAP")


@scenario(
    EX, weight=1, given=given_few, check=check_detector, slow=True, float64=False, timeout=30.0
)
def test_find_shapes_detector_history(m, draw, shown):
    model, history = m.train_detector(**shown, seed=draw.seed("training"), epochs=12)
    training = model.training
    found = {k: m.detect(model, data["image"]) for k, data in shown.items()}
    return {"history": history, "training": training, **found}


def check_segmenter(evidence, kept):
    history = evidence["history"]
    if failed := check_losses(history["loss"], 8):
        return failed
    if evidence["training"]:
        return Failed("the model came back in training mode: its answers depend on the batch")
    measured = {k: mean_overlap(evidence[k], kept[k]["mask"]) for k in ("train", "validation")}
    return check_told(history["iou"], measured, "mean IoU")


@scenario(
    EX, weight=1, given=given_few, check=check_segmenter, slow=True, float64=False, timeout=30.0
)
def test_find_shapes_segmenter_history(m, draw, shown):
    model, history = m.train_segmenter(**shown, seed=draw.seed("training"), epochs=8)
    labels = {k: model(data["image"]).argmax(1) for k, data in shown.items()}
    return {"history": history, "training": model.training, **labels}


def check_seeds(evidence, kept):
    first, again, other = evidence
    if not torch.allclose(first, again, rtol=1e-3, atol=1e-4):
        return Failed("two trainings with the same seed gave different models", "seed ignored")
    if torch.allclose(first, other, rtol=1e-3, atol=1e-4):
        return Failed("another seed gave the very same model")
    return None


@scenario(EX, weight=0.5, given=given_few, check=check_seeds, float64=False, timeout=30.0)
def test_find_shapes_seeds(m, draw, shown):
    seed = draw.seed("training")
    models = [m.train_detector(**shown, seed=s, epochs=1)[0] for s in (seed, seed, seed + 1)]
    return [model(shown["validation"]["image"][:2]) for model in models]


# ── the trainings ───────────────────────────────────────────────────────────────────────────────


def given_plain(draw):
    seed = draw.seed("scenes")
    unseen = drawn_shapes("test", seed=seed)
    shown = {
        "train": drawn_shapes("train", 400, seed=seed),
        "validation": drawn_shapes("validation", 20, seed=seed),
        "held_out": lambda: unseen["image"],
    }
    return shown, {"boxes": unseen["boxes"], "labels": unseen["labels"]}


def below(figures, key, what):
    """Judge the mean of two seeds."""
    figure, (bar, mean) = sum(figures) / len(figures), BARS[key]
    if figure >= bar:
        return None
    return Failed(
        f"{what} is {figure:.3f} (mean of two seeds); the bar is {bar:.2f}, the reference "
        f"reaches {mean:.2f}"
    )


def check_found(evidence, kept):
    return below(
        [mean_precision(found, kept) for found in evidence],
        "detection",
        "the mAP at IoU 0.5 on held-out scenes",
    )


@scenario(
    EX, weight=4, given=given_plain, check=check_found, slow=True, float64=False, timeout=60.0
)
def test_find_shapes_detection(m, draw, shown):
    seeds = draw.seed("first training"), draw.seed("second training")
    data = shown["train"], shown["validation"]
    models = [m.train_detector(*data, seed)[0] for seed in seeds]
    images = shown["held_out"]()
    return [m.detect(model, images) for model in models]


def mixed(split, count, seed):
    """As many plain scenes as striped ones."""
    parts = [
        drawn_shapes(split, count // 2, texture=texture, seed=seed + texture)
        for texture in (False, True)
    ]
    return {
        key: parts[0][key] + parts[1][key]
        if isinstance(parts[0][key], list)
        else torch.cat([part[key] for part in parts])
        for key in parts[0]
    }


def given_mixed(draw):
    seed = draw.seed("scenes")
    unseen = mixed("test", 200, seed)
    shown = {
        "train": mixed("train", 400, seed),
        "validation": mixed("validation", 20, seed),
        "held_out": lambda: unseen["image"],
    }
    return shown, {"mask": unseen["mask"]}


def check_masks(evidence, kept):
    truth, labels = kept["mask"], [logits.argmax(1) for logits in evidence]
    return below(
        [mean_overlap(found[:100], truth[:100]) for found in labels],
        "plain",
        "the mean IoU on plain held-out scenes",
    ) or below(
        [mean_overlap(found[100:], truth[100:]) for found in labels],
        "striped",
        "the mean IoU on striped held-out scenes",
    )


@scenario(
    EX, weight=4, given=given_mixed, check=check_masks, slow=True, float64=False, timeout=90.0
)
def test_find_shapes_segmentation(m, draw, shown):
    seeds = draw.seed("first training"), draw.seed("second training")
    data = shown["train"], shown["validation"]
    models = [m.train_segmenter(*data, seed)[0] for seed in seeds]
    images = shown["held_out"]()
    with torch.no_grad():
        return [model(images) for model in models]
