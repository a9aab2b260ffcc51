"""Column by column, on copies."""

from torch import Tensor


def standardise(train: Tensor, *others: Tensor) -> tuple[Tensor, ...]:
    tables = [train.clone(), *(other.clone() for other in others)]
    for d in range(train.shape[1]):
        column = train[:, d]
        mean = column.mean()
        deviation = (column - mean).square().mean().sqrt()
        for table in tables:
            table[..., d] -= mean
            if deviation > 0:
                table[..., d] /= deviation
    return tuple(tables)
