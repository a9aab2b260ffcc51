"""Modules with functional relu and pooling."""

from __future__ import annotations

from torch import nn
from torch.nn import functional as F

from .alexnet_vgg import scale


class Head(nn.Module):
    def __init__(self, inputs, hidden, num_classes):
        super().__init__()
        self.fc6 = nn.Linear(inputs, hidden)
        self.drop6 = nn.Dropout(p=0.5)
        self.fc7 = nn.Linear(hidden, hidden)
        self.drop7 = nn.Dropout(p=0.5)
        self.fc8 = nn.Linear(hidden, num_classes)

    def forward(self, x):
        x = self.drop6(F.relu(self.fc6(x.flatten(1))))
        return self.fc8(self.drop7(F.relu(self.fc7(x))))


class AlexNet(nn.Module):
    def __init__(self, num_classes, in_channels, width):
        super().__init__()
        a, b, c, d = (scale(n, width) for n in (64, 192, 384, 256))
        self.conv1 = nn.Conv2d(in_channels, a, 11, 4, 2)
        self.conv2 = nn.Conv2d(a, b, 5, padding="same")
        self.conv3 = nn.Conv2d(b, c, 3, padding="same")
        self.conv4 = nn.Conv2d(c, d, 3, padding="same")
        self.conv5 = nn.Conv2d(d, d, 3, padding="same")
        self.head = Head(d * 36, scale(4096, width), num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 3, 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 3, 2)
        x = F.relu(self.conv4(F.relu(self.conv3(x))))
        x = F.max_pool2d(F.relu(self.conv5(x)), 3, 2)
        return self.head(F.adaptive_avg_pool2d(x, 6))


def alexnet(num_classes, in_channels=3, width=1.0):
    return AlexNet(num_classes, in_channels, width)


class Block(nn.Module):
    def __init__(self, n_convs, in_channels, out_channels):
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv2d(out_channels if n else in_channels, out_channels, 3, padding=1)
            for n in range(n_convs)
        )

    def forward(self, x):
        for conv in self.convs:
            x = conv(x).clamp(min=0)
        return F.max_pool2d(x, 2)


def vgg_block(n_convs, in_channels, out_channels):
    return Block(n_convs, in_channels, out_channels)


class VGG(nn.Module):
    def __init__(self, config, num_classes, width=1.0, in_channels=3):
        super().__init__()
        self.blocks = nn.ModuleList()
        for n_convs, channels in config:
            self.blocks.append(vgg_block(n_convs, in_channels, scale(channels, width)))
            in_channels = scale(channels, width)
        self.head = Head(in_channels * 49, scale(4096, width), num_classes)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(F.adaptive_avg_pool2d(x, (7, 7)))
