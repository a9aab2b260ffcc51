"""A list of masks drawn as text, with boxes written down by hand."""

from __future__ import annotations

import torch

PICTURES = (
    ("#....|.....|.....", (0, 0, 1, 1)),
    ("....#|.....|.....", (4, 0, 5, 1)),
    (".....|.....|#....", (0, 2, 1, 3)),
    (".....|.....|....#", (4, 2, 5, 3)),
    (".....|.....|.....", (0, 0, 0, 0)),
    (".....|.###.|.#.#.", (1, 1, 4, 3)),
    (".#...|.....|...#.", (1, 0, 4, 3)),
    ("...#.|.....|.#...", (1, 0, 4, 3)),
    ("....#|.....|#....", (0, 0, 5, 3)),
    ("..##.|#....|.....", (0, 0, 4, 2)),
    ("..#..|.....|..#..", (2, 0, 3, 3)),
    ("#####|#...#|#####", (0, 0, 5, 3)),
)


def check_masks_to_boxes(candidate):
    wide = torch.tensor([[[c == "#" for c in row] for row in p.split("|")] for p, _ in PICTURES])
    boxes = torch.tensor([box for _, box in PICTURES], dtype=torch.float32)
    tests = [(wide, boxes), (wide.flip(0), boxes.flip(0))]
    tests.append((wide.transpose(1, 2), boxes[:, [1, 0, 3, 2]]))
    tests += [(wide[n : n + 1], boxes[n : n + 1]) for n in range(len(wide))]
    tests.append((wide[:0], boxes[:0]))
    for masks, right in tests:
        got = candidate(masks.contiguous())
        same = got.shape == right.shape and got.dtype == right.dtype
        if not same or bool((got != right).any()):
            return False
    return True
