"""NAdam with a cosine, its own greedy loop, words found by a list."""

import math

import torch
from torch import nn

from .arrays import SPECIALS, build_array, build_vocab, translation_batches
from .decoder import Seq2SeqDecoder
from .encoder import Seq2SeqEncoder
from .losses import masked_ce
from .project import EMBED_SIZE, HIDDEN_SIZE, Translator
from .search import beam_search
from .teacher import decoder_inputs
from .text import preprocess_nmt


def endless(arrays, size):
    while True:
        yield from translation_batches(arrays, size, torch.randperm(len(arrays[0])))


def train_translator(pairs, seed, max_steps=250):
    sides = [preprocess_nmt(s).split() for s, _ in pairs], [[*t] for _, t in pairs]
    vocabs = [build_vocab(side) for side in sides]
    arrays = []
    for side, vocab in zip(sides, vocabs, strict=True):
        arrays += build_array(side, vocab, 1 + max(map(len, side)))
    torch.manual_seed(seed)
    encoder = Seq2SeqEncoder(len(vocabs[0]), EMBED_SIZE, HIDDEN_SIZE)
    decoder = Seq2SeqDecoder(len(vocabs[1]), EMBED_SIZE, HIDDEN_SIZE)
    weights = [*decoder.parameters(), *encoder.parameters()]
    opt = torch.optim.NAdam(weights, lr=8e-3)
    losses = []
    for step, (x, x_len, y, y_len) in zip(range(max_steps), endless(arrays, 64), strict=False):
        for group in opt.param_groups:
            group["lr"] = 4e-3 * (1 + math.cos(math.pi * step / max_steps)) + 1e-5
        memory, state = encoder(x, x_len)
        out, _ = decoder(decoder_inputs(y, vocabs[1]["<bos>"]), decoder.init_state((memory, state)))
        loss = masked_ce(out, y, y_len, "token")
        for weight in weights:
            weight.grad = None
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        opt.step()
        losses.append(loss.item())
    return Translator(encoder, decoder, *vocabs, arrays[2].shape[1]), losses


def translate(translator, lines, k=1):
    if len(lines) == 0:
        return []
    vocab = translator.tgt_vocab
    words = sorted(vocab, key=vocab.get)
    tokens = [preprocess_nmt(line).split() for line in lines]
    ids, lengths = build_array(tokens, translator.src_vocab, max(map(len, tokens)) + 1)

    def step(tok, state):
        logits, state = translator.decoder(tok.view(-1, 1), state)
        return logits[:, -1], state

    with torch.inference_mode():
        hidden, context = translator.decoder.init_state(translator.encoder(ids, lengths))
        if k > 1:
            found = []
            for b in range(len(lines)):
                start = hidden[:, b : b + 1], context[b : b + 1]
                best = beam_search(
                    step, start, vocab["<bos>"], vocab["<eos>"], translator.max_len, k
                )
                found.append(best[0][0])
        else:
            tok, state, columns = torch.full((len(ids),), vocab["<bos>"]), (hidden, context), []
            for _ in range(translator.max_len):
                logits, state = step(tok, state)
                tok = logits.argmax(dim=1)
                columns.append(tok)
            found = torch.stack(columns, dim=1).tolist()
    texts = []
    for row in found:
        end = row.index(vocab["<eos>"]) if vocab["<eos>"] in row else len(row)
        texts.append("".join(words[i] for i in row[:end] if words[i] not in SPECIALS))
    return texts
