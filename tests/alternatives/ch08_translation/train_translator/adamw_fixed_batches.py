"""AdamW by hand-set learning rates, batches drawn with replacement; one line at a time."""

import torch
from torch import nn

from .arrays import SPECIALS, build_array, build_vocab
from .decoder import Seq2SeqDecoder
from .encoder import Seq2SeqEncoder
from .losses import masked_ce
from .project import Translator
from .search import beam_search
from .teacher import decoder_inputs
from .text import preprocess_nmt


def prepared(text):
    return preprocess_nmt(text).split()


def train_translator(pairs, seed, max_steps=250):
    src, tgt = [prepared(s) for s, _ in pairs], [list(t) for _, t in pairs]
    V, W = build_vocab(src), build_vocab(tgt)
    n, m = (max(len(line) for line in lines) + 1 for lines in (src, tgt))
    X, X_len = build_array(src, V, n)
    Y, Y_len = build_array(tgt, W, m)
    torch.manual_seed(seed)
    model = nn.ModuleList([Seq2SeqEncoder(len(V), 64, 96), Seq2SeqDecoder(len(W), 64, 96)])
    encoder, decoder = model
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=1e-4)
    inputs = decoder_inputs(Y, W["<bos>"])
    losses = []
    for step in range(max_steps):
        optimizer.param_groups[0]["lr"] = 1e-2 * (1 - step / max_steps)
        rows = torch.randint(len(X), (min(72, len(X)),))
        enc_out = encoder(X[rows], X_len[rows])
        logits = decoder(inputs[rows], decoder.init_state(enc_out))[0]
        loss = masked_ce(logits, Y[rows], Y_len[rows], "sequence")
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss))
    return Translator(encoder, decoder, V, W, m), losses


@torch.no_grad()
def translate(translator, lines, k=1):
    names = {i: token for token, i in translator.tgt_vocab.items()}
    bos, eos = (translator.tgt_vocab[token] for token in ("<bos>", "<eos>"))

    def step_fn(tok, state):
        logits, state = translator.decoder(tok.unsqueeze(1), state)
        return logits.squeeze(1), state

    results = []
    for line in map(prepared, lines):
        ids, length = build_array([line], translator.src_vocab, len(line) + 1)
        state = translator.decoder.init_state(translator.encoder(ids, length))
        best, _ = beam_search(step_fn, state, bos, eos, translator.max_len, k)[0]
        results.append("".join(names[i] for i in best if names[i] not in SPECIALS))
    return results
