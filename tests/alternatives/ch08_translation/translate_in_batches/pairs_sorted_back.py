"""Pairs of number and translation, sorted back by number."""


def translate_in_batches(sentences, translate, batch_size):
    numbered = sorted(enumerate(sentences), key=lambda pair: (len(pair[1]), pair[0]))
    done = []
    while numbered:
        batch, numbered = numbered[:batch_size], numbered[batch_size:]
        answers = translate([list(sentence) for _, sentence in batch])
        done.extend(zip((i for i, _ in batch), answers, strict=True))
    done.sort(key=lambda pair: pair[0])
    return [answer for _, answer in done]
