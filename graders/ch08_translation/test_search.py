"""Scenarios for greedy decoding and beam search."""

import itertools
import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import number

FAR = 1e4  # no token with a logit so much lower is ever chosen
IRREGULAR = 0.731  # keeps sums of drawn numbers from being equal


class Script:
    """A model that writes given sentences, however it got there; its state knows row and step.

    Its probabilities depend on the token that it is shown. After a sentence's end it writes on, or
    answers with NaN.
    """

    def __init__(self, draw, lengths, *, V=7, bos=1, eos=2, steps=9, scale=1.0, after="more"):
        B = len(lengths)
        others = torch.tensor([v for v in range(V) if v not in (bos, eos)], device=draw.device)
        self.text = others[draw.integers(B, steps, high=V - 2)]
        self.noise = draw.normal(steps, V, V, scale=0.25)
        self.ends = torch.tensor(lengths, device=draw.device)
        for row, length in enumerate(lengths):
            if length <= steps:
                self.text[row, length - 1] = eos
        self.scale, self.after, self.calls = scale, after, 0
        rows = torch.arange(B, device=draw.device)[:, None]
        self.state = rows, {"step": rows * 0}

    def __call__(self, tok, state):
        """Make one step."""
        self.calls += 1
        rows, step = state[0][:, 0], state[1]["step"][:, 0]
        logits = self.noise[step, tok].clone()
        logits[torch.arange(len(tok)), self.text[rows, step]] += 4
        if self.after == "NaN":
            logits[step >= self.ends[rows]] = math.nan
        return logits * self.scale, (state[0], {"step": state[1]["step"] + 1})


def greedy(m, script, max_len, *, bos=1, eos=2, **options):
    """Decode greedily, and count the calls."""
    B = len(script.ends)
    result = m.greedy_decode(script, script.state, bos, eos, max_len, B, **options)
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = "greedy_decode should return 2 results: ids and logp"
        raise TypeError(message)
    return {"ids": result[0], "logp": result[1], "calls": script.calls}


@scenario(
    "greedy_decode", weight=4, cases={"1": dict(last=1), "5": dict(last=5), "9": dict(last=9)}
)
def test_greedy_decode_until_all_have_stopped(m, draw, last):
    return greedy(m, Script(draw, (2, last, 1, 3)), 9)


@scenario("greedy_decode", weight=2)
def test_greedy_decode_cut(m, draw):
    return greedy(m, Script(draw, (3, 99, 5, 4)), 4)


@scenario("greedy_decode", weight=2)
def test_greedy_decode_other_ids(m, draw):
    return greedy(m, Script(draw, (3, 6, 2), bos=5, eos=0), 9, bos=5, eos=0, pad=4)


@scenario("greedy_decode", weight=1)
def test_greedy_decode_one_row(m, draw):
    ends, goes_on = Script(draw, (4,)), Script(draw, (99,))
    return greedy(m, ends, 9), greedy(m, goes_on, 1)


@scenario("greedy_decode", weight=1.5, aspect="robust")
def test_greedy_decode_nan_after_the_end(m, draw):
    return greedy(m, Script(draw, (2, 6, 1), after="NaN"), 9)


@scenario("greedy_decode", weight=1, aspect="robust")
def test_greedy_decode_large_logits(m, draw):
    return greedy(m, Script(draw, (2, 4), scale=3000.0), 9)


@scenario("greedy_decode", weight=1, aspect="efficient", max_ops=800)
def test_greedy_decode_all_rows_at_once(m, draw):
    return greedy(m, Script(draw, [1 + i % 7 for i in range(101)]), 9)


class Markov:
    """A random model: the logits depend on the step, the last token and the one before it.

    Its state holds the last token and the step, in two tensors whose batch is the last axis but
    one. ``finishing`` is added to the logit of ``eos``. It notes the size of every batch.
    """

    def __init__(self, draw, V=6, steps=6, *, eos=2, bos=1, scale=1.0, finishing=0.0):
        self.by_last = draw.normal(steps, V, V, scale=scale)
        self.by_new = draw.normal(steps, V, V, scale=scale)
        self.eos, self.bos, self.finishing, self.batches = eos, bos, finishing, []
        zero = torch.zeros(1, 1, 1, dtype=torch.int64, device=draw.device)
        self.state = {"step": zero, "last": [zero[0] + bos]}

    def __call__(self, tok, state):
        """Make one step."""
        self.batches.append(len(tok))
        step, last = state["step"][0, :, 0], state["last"][0][:, 0]
        logits = self.by_last[step, last] + IRREGULAR * self.by_new[step, tok]
        logits[:, self.eos] += self.finishing
        return logits, {"step": state["step"] + 1, "last": [tok[:, None]]}


def search(m, model, max_len, k, **options):
    """Search with the learner's beam; the sizes of the batches are seen as well."""
    found = m.beam_search(model, model.state, model.bos, model.eos, max_len, k, **options)
    pairs = [{"ids": [*map(number, ids)], "score": number(score)} for ids, score in found]
    return {"found": pairs, "batches": model.batches}


WIDTHS = {f"k = {k}": dict(k=k) for k in (1, 2, 4)}


@scenario("beam_search", weight=4, cases=WIDTHS)
def test_beam_search_finds(m, draw, k):
    return search(m, Markov(draw), 6, k)


@scenario("beam_search", weight=1)
def test_beam_search_one_is_greedy(m, draw):
    model = Markov(draw, steps=9)
    beam = search(m, model, 9, 1)
    return beam["found"]


@scenario("beam_search", weight=2, cases={"best": dict(n_best=1), "best five": dict(n_best=5)})
def test_beam_search_everything(m, draw, n_best):
    return search(m, Markov(draw, V=4, steps=4), 4, 200, n_best=n_best)["found"]


@scenario("beam_search", weight=2, cases={"0.5": dict(alpha=0.5), "2": dict(alpha=2.0)})
def test_beam_search_length(m, draw, alpha):
    model, early = Markov(draw, finishing=0.5), Markov(draw, steps=9, finishing=1.0)
    best, several = dict(alpha=alpha, n_best=1), dict(alpha=alpha, n_best=3)
    return search(m, model, 6, 4, **several), search(m, early, 9, 3, **best)


@scenario("beam_search", weight=1.5)
def test_beam_search_several(m, draw):
    return search(m, Markov(draw, finishing=0.5), 6, 3, n_best=4)


@scenario("beam_search", weight=1.5)
def test_beam_search_unfinished(m, draw):
    return search(m, Markov(draw, finishing=-FAR), 5, 3, alpha=0.5, n_best=2)


@scenario("beam_search", weight=1, aspect="robust")
def test_beam_search_more_than_tokens(m, draw):
    return search(m, Markov(draw, V=3, steps=5), 5, 7, n_best=7)


@scenario("beam_search", weight=1, aspect="robust")
def test_beam_search_other_ids(m, draw):
    model, short = Markov(draw, eos=0, bos=4), Markov(draw)
    return search(m, model, 6, 3), search(m, short, 1, 2)


@scenario("beam_search", weight=1.5, aspect="robust")
def test_beam_search_long(m, draw):
    return search(m, Markov(draw, V=11, steps=60, scale=0.25, finishing=-FAR), 60, 3)["found"]


@scenario("beam_search", weight=1, aspect="robust")
def test_beam_search_large_logits(m, draw):
    return search(m, Markov(draw, scale=200.0), 6, 3)


@scenario("beam_search", weight=1, aspect="efficient", max_ops=2000)
def test_beam_search_one_call_a_step(m, draw):
    return search(m, Markov(draw, V=53, steps=11, scale=0.5, finishing=-FAR), 11, 17)


MODELS, WORDS, STEPS, BEAM = 100, 6, 5, 4
END, BEGIN = WORDS, WORDS + 1
GAIN_BAR = 0.15  # see bars.md
ROUNDING = 1e-3


def random_models(draw):
    """Draw Markov models of the second order; every sentence has five words and an end."""
    logits = draw.normal(MODELS, WORDS + 2, WORDS + 2, WORDS, scale=0.75)
    return {"logits": logits}, {"logits": logits}


def sentence_logp(logits, ids):
    """Return the log-probability of sentences of five words, (…, 5), under one model."""
    log_p = logits.double().log_softmax(-1)
    begin = torch.full_like(ids[..., :1], BEGIN)
    whole = torch.cat([begin, begin, ids], dim=-1)
    return sum(log_p[whole[..., t], whole[..., t + 1], whole[..., t + 2]] for t in range(STEPS))


EVERY_SENTENCE = torch.tensor([*itertools.product(range(WORDS), repeat=STEPS)])


def greedy_logp(logits):
    """Return the log-probability of the sentence that takes the best word each time."""
    last, now, words = BEGIN, BEGIN, []
    for _ in range(STEPS):
        last, now = now, int(logits[last, now].argmax())
        words.append(now)
    return float(sentence_logp(logits, torch.tensor(words)))


def gains(evidence, kept):
    """Return, for every model, what was won over greedy, and what the best sentence wins."""
    won, possible = [], []
    for logits, (ids, _) in zip(kept["logits"].cpu(), evidence, strict=True):
        start = greedy_logp(logits)
        won.append(float(sentence_logp(logits, torch.tensor(ids[:STEPS]))) - start)
        possible.append(float(sentence_logp(logits, EVERY_SENTENCE).max()) - start)
    return won, possible


def beats_greedy(evidence, kept):
    """Judge the mean gain over greedy: single models may lose, the mean may not."""
    for ids, _ in evidence:
        if len(ids) != STEPS + 1 or ids[-1] != END or not all(0 <= i < END for i in ids[:-1]):
            return Failed(
                f"every sentence of these models has {STEPS} words and the end token {END}; you "
                f"returned {ids}"
            )
    won, possible = gains(evidence, kept)
    for logits, (ids, score) in zip(kept["logits"].cpu(), evidence, strict=True):
        truth = float(sentence_logp(logits, torch.tensor(ids[:STEPS])))
        if abs(truth - score) > ROUNDING:
            return Failed(f"{ids} has the log-probability {truth:.3f}; your score is {score:.3f}")
    gain = sum(won) / MODELS
    if gain < GAIN_BAR:
        return Failed(
            f"over {MODELS} random models your beam of {BEAM} gains {gain:.3f} nats a sentence "
            f"over greedy decoding in the mean; it should gain at least {GAIN_BAR}, and "
            f"{sum(possible) / MODELS:.3f} are there to be gained"
        )
    return None


@scenario("beam_search", weight=2.5, given=random_models, check=beats_greedy, slow=True, timeout=30)
def test_beam_search_gain_over_greedy(m, draw, shown):
    evidence = []
    for logits in shown["logits"]:

        def step_fn(tok, state, logits=logits):
            last, step = state[:, 0], state[:, 1]
            end = torch.full((len(tok), 1), -FAR, device=tok.device)
            end[step == STEPS] = FAR
            known = logits[last, tok]
            # <bos> is a column too, and never follows
            scores = torch.cat([known, end, torch.full_like(end, -FAR)], dim=1)
            return scores, torch.stack([tok, step + 1], dim=1)

        begin = torch.tensor([[BEGIN, 0]], device=logits.device)
        ((ids, score),) = m.beam_search(step_fn, begin, BEGIN, END, STEPS + 1, BEAM)
        evidence.append([[*map(number, ids)], number(score)])
    return evidence
