"""The architecture as a string that is read; squeeze by an adaptive pooling."""

from __future__ import annotations

from torch import nn

PLAN = "64 128/2 128 256/2 256 512/2 512 512 512 512 512 1024/2 1024"


def make_divisible(value, divisor=8):
    below = int(value // divisor) * divisor
    nearest = below if value - below < divisor / 2 else below + divisor
    nearest = nearest or divisor
    while nearest < 0.9 * value:
        nearest += divisor
    return nearest


class SqueezeExcite(nn.Module):
    def __init__(self, channels, r=4):
        super().__init__()
        hidden = channels // r if channels >= r else 1
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.gates = nn.Sequential(
            nn.Flatten(),
            nn.Linear(channels, hidden),
            nn.ReLU(),
            nn.Linear(hidden, channels),
            nn.Sigmoid(),
            nn.Unflatten(1, (channels, 1, 1)),
        )

    def forward(self, x):
        return self.gates(self.pool(x)).mul(x)


def _unit(before, after, size, stride=1, groups=1, act=nn.ReLU6):
    conv = nn.Conv2d(before, after, size, stride, (size - 1) // 2, groups=groups, bias=False)
    return [conv, nn.BatchNorm2d(after), act()]


class InvertedResidual(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1, expand=6):
        super().__init__()
        wide = in_channels * expand
        first = _unit(in_channels, wide, 1) if expand > 1 else []
        middle = _unit(wide, wide, 3, stride, wide)
        self.body = nn.Sequential(*first, *middle, *_unit(wide, out_channels, 1, act=nn.Identity))
        self.keep = in_channels == out_channels and stride == 1

    def forward(self, x):
        out = self.body(x)
        return out.add(x) if self.keep else out


def mobilenet_v1(num_classes=1000, alpha=1.0, in_channels=3):
    current = make_divisible(32 * alpha)
    layers = _unit(in_channels, current, 3, 2)
    for word in PLAN.split():
        n, _, stride = word.partition("/")
        after = make_divisible(int(n) * alpha)
        layers += _unit(current, current, 3, int(stride or 1), current)
        layers += _unit(current, after, 1)
        current = after
    tail = [nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(1), nn.Linear(current, num_classes)]
    return nn.Sequential(*layers, *tail)
