"""All answers in one matrix, one column a group."""

from __future__ import annotations

import torch


def _table(candidate, groups, fraction, seeds):
    """Return (seeds, groups): the share of each group that is held out."""
    answers = [candidate(groups, fraction, seed) for seed in seeds]
    if any(a.dtype != torch.bool or a.shape != groups.shape for a in answers):
        return None
    members = (groups[:, None] == groups.unique()).double()  # (N, G)
    return torch.stack(answers).double() @ members / members.sum(0)


def check_group_split(candidate):
    generator = torch.Generator().manual_seed(11)
    for _ in range(1):
        names = torch.randperm(500, generator=generator)[:10] - 250
        groups = names[torch.randint(10, (80,), generator=generator)]
        groups = torch.cat([names, groups, names[:1].repeat(40)])
        groups = groups[torch.randperm(len(groups), generator=generator)]
        for fraction in (0.25, 0.5, 0.0625):
            seeds = list(range(20)) if fraction == 0.5 else [3]
            table = _table(candidate, groups, fraction, seeds)
            if table is None or not ((table == 0) | (table == 1)).all():
                return False
            if not (table.sum(1) == max(1, int(fraction * 10))).all():
                return False
            if not torch.equal(table, _table(candidate, groups, fraction, seeds)):
                return False
            share = table.mean(0)
            if fraction == 0.5 and (share.min() == 0 or share.max() == 1):
                return False
    alone = _table(candidate, torch.zeros(7, dtype=torch.long), 0.5, [0])
    return bool((alone == 1).all())
