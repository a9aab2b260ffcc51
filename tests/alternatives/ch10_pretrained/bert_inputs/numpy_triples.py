"""A list of triples (id, segment, attention), turned into columns by numpy."""

import numpy as np
import torch


def bert_inputs(a, b, cls, sep, pad, max_len):
    """Make a triple for every place."""
    sentences = [list(a)] if b is None else [list(a), list(b)]
    room = max_len - 1 - len(sentences)
    if room < 0:
        message = "no room"
        raise ValueError(message)
    while sum(map(len, sentences)) > room:
        longest = max(range(len(sentences)), key=lambda i: (len(sentences[i]), i))
        sentences[longest] = sentences[longest][:-1]
    triples = [(cls, 0, 1)]
    for i, sentence in enumerate(sentences):
        triples += [(token, i, 1) for token in [*sentence, sep]]
    triples += [(pad, 0, 0)] * (max_len - len(triples))
    ids, segment, attention = torch.from_numpy(np.array(triples, dtype=np.int64)).T
    return ids, segment, attention.bool()
