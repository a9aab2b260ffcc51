"""Right and wrong generators of Laplace numbers, for everyone to see: try your check on them."""

import torch


def generator_of(seed):
    return torch.Generator().manual_seed(seed)


def inverse_of_the_distribution_function(n, seed):
    u = torch.rand(n, dtype=torch.float64, generator=generator_of(seed)) - 0.5
    return -u.sign() * torch.log1p(-2 * u.abs())


def difference_of_two_exponentials(n, seed):
    gen = generator_of(seed)
    first = torch.empty(n).exponential_(generator=gen)
    return first - torch.empty(n).exponential_(generator=gen)


def normal_of_the_same_variance(n, seed):
    return 2**0.5 * torch.randn(n, generator=generator_of(seed))


def one_sided(n, seed):
    return difference_of_two_exponentials(n, seed).abs()


def in_order(n, seed):
    return difference_of_two_exponentials(n, seed).sort().values


def every_number_twice(n, seed):
    return difference_of_two_exponentials(n // 2 + 1, seed).repeat(2)[:n]


def seed_ignored(n, seed):
    return difference_of_two_exponentials(n, 0)


RIGHT = {
    "check_laplace": {
        "inverse of the distribution function": inverse_of_the_distribution_function,
        "difference of two exponentials": difference_of_two_exponentials,
    }
}
WRONG = {
    "check_laplace": {
        "normal of the same variance": normal_of_the_same_variance,
        "one-sided": one_sided,
        "in order": in_order,
        "every number twice": every_number_twice,
        "seed ignored": seed_ignored,
    }
}
