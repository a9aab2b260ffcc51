"""All blocks from one class: a list of (kernel, channels, stride) and an order of layers."""

from __future__ import annotations

from torch import nn

from .resnet import scale


def convolution(before, after, kernel, stride):
    return nn.Conv2d(before, after, kernel, stride, padding=(kernel - 1) // 2, bias=False)


class Residual(nn.Module):
    """The post-activation block over ``plan``: (kernel, channels, stride) of each convolution."""

    def __init__(self, in_channels, plan):
        super().__init__()
        layers, channels, total = [], in_channels, 1
        for kernel, after, stride in plan:
            layers.append(convolution(channels, after, kernel, stride))
            layers += [nn.BatchNorm2d(after), nn.ReLU()]
            channels, total = after, total * stride
        self.body = nn.Sequential(*layers[:-1])
        same = total == 1 and channels == in_channels
        projection = [convolution(in_channels, channels, 1, total), nn.BatchNorm2d(channels)]
        self.side = nn.Sequential(*([] if same else projection))
        self.last = nn.ReLU()

    def forward(self, x):
        return self.last(self.side(x) + self.body(x))


class BasicBlock(Residual):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__(in_channels, [(3, out_channels, stride), (3, out_channels, 1)])


class Bottleneck(Residual):
    def __init__(self, in_channels, mid_channels, stride=1, expansion=4):
        plan = [(1, mid_channels, 1), (3, mid_channels, stride), (1, mid_channels * expansion, 1)]
        super().__init__(in_channels, plan)


class PreActBlock(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.steps = nn.ModuleList(
            [
                nn.BatchNorm2d(in_channels),
                convolution(in_channels, out_channels, 3, stride),
                nn.BatchNorm2d(out_channels),
                convolution(out_channels, out_channels, 3, 1),
            ]
        )
        changes = stride > 1 or in_channels != out_channels
        if changes:
            self.steps.append(convolution(in_channels, out_channels, 1, stride))

    def forward(self, x):
        active = self.steps[0](x).relu()
        out = self.steps[3](self.steps[2](self.steps[1](active)).relu())
        return out + (self.steps[4](active) if len(self.steps) == 5 else x)


def resnet(depth, num_classes, width=1.0):
    counts = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3]}.get(depth)
    if counts is None:
        raise ValueError(depth)
    net = nn.Sequential()
    channels = scale(64, width)
    net.append(convolution(3, channels, 7, 2))
    net.append(nn.BatchNorm2d(channels)).append(nn.ReLU()).append(nn.MaxPool2d(3, 2, 1))
    for base, count in zip((64, 128, 256, 512), counts, strict=True):
        for n in range(count):
            stride = 2 if n == 0 and base > 64 else 1
            wide = scale(base, width)
            if depth < 50:
                net.append(BasicBlock(channels, wide, stride))
                channels = wide
            else:
                net.append(Bottleneck(channels, wide, stride))
                channels = 4 * wide
    net.append(nn.AdaptiveAvgPool2d((1, 1))).append(nn.Flatten(1))
    return net.append(nn.Linear(channels, num_classes))
