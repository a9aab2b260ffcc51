"""Scenarios for translating in batches."""

from workbook.exercise import scenario

EX = "translate_in_batches"


def sentences(draw, *lengths):
    """Draw sentences of given lengths, in a drawn order."""
    ids = draw.integers(len(lengths), 31, low=10, high=99).tolist()
    order = draw.permutation(len(lengths)).tolist()
    return [ids[i][: lengths[i]] for i in order]


def run(m, some, batch_size):
    """Run the learner's function with a model that doubles and reverses, and note its batches."""
    seen = []

    def translate(batch):
        seen.append([list(sentence) for sentence in batch])
        return [[2 * token for token in reversed(sentence)] for sentence in batch]

    return {"results": m.translate_in_batches(some, translate, batch_size), "batches": seen}


@scenario(EX, weight=4, cases={"of 1": dict(size=1), "of 3": dict(size=3), "of 99": dict(size=99)})
def test_translate_in_batches_drawn_order(m, draw, size):
    return run(m, sentences(draw, 3, 1, 4, 9, 5, 2, 6, 8, 7, 11, 12), size)


@scenario(EX, weight=1)
def test_translate_in_batches_three(m, draw):
    one, two, three = sorted(sentences(draw, 1, 2, 3), key=len)
    return run(m, [two, three, one], 2), run(m, [three, one, two], 2)


@scenario(EX, weight=1)
def test_translate_in_batches_equal_lengths(m, draw):
    return run(m, sentences(draw, 3, 5, 3, 5, 3, 1, 5, 3), 3)


@scenario(EX, weight=0.5, aspect="robust")
def test_translate_in_batches_few(m, draw):
    some = sentences(draw, 0, 4, 2)
    return [run(m, few, 2) for few in ([], some[:1], some)], some
