"""GPT-2: a decoder that writes from left to right."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

### BEGIN SOLUTION


class _Attention(nn.Module):
    """Causal multi-head self-attention with one fused projection."""

    def __init__(self, d: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.c_attn = nn.Linear(d, 3 * d)
        self.c_proj = nn.Linear(d, d)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, d) becomes (B, T, d)."""
        B, T, d = x.shape
        shape = (B, T, self.heads, d // self.heads)
        q, k, v = (part.reshape(shape).transpose(1, 2) for part in self.c_attn(x).chunk(3, -1))
        scores = q @ k.transpose(-1, -2) / math.sqrt(d // self.heads)  # (B, heads, T, T)
        future = torch.ones(T, T, dtype=torch.bool, device=x.device).triu(1)
        weights = scores.masked_fill(future, -math.inf).softmax(-1)
        mixed = (weights @ v).transpose(1, 2).reshape(B, T, d)
        return self.c_proj(mixed)


class _MLP(nn.Module):
    """Widen four times, GELU, and back."""

    def __init__(self, d: int) -> None:
        super().__init__()
        self.c_fc = nn.Linear(d, 4 * d)
        self.c_proj = nn.Linear(4 * d, d)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, d) becomes (B, T, d)."""
        return self.c_proj(F.gelu(self.c_fc(x), approximate="tanh"))


class _Block(nn.Module):
    """One layer, pre-norm."""

    def __init__(self, d: int, heads: int) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(d)
        self.attn = _Attention(d, heads)
        self.ln_2 = nn.LayerNorm(d)
        self.mlp = _MLP(d)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, d) becomes (B, T, d)."""
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


### END SOLUTION


class GPT(nn.Module):
    """The language model GPT-2.

    **Layout: batch first, (B, T). ``logits[b, t]`` is about the id that follows ``ids[b, t]`` and
    depends on ``ids[b, 0 … t]`` only.**

        x = wte[ids] + wpe[0 … T−1]
        each layer:   x = x + attn(ln_1(x))        **pre-norm**: LN before, inside the branch
                      x = x + mlp(ln_2(x))
        logits = ln_f(x) wte.weightᵀ               **tied**, without a bias

    ``attn``: one fused Linear ``c_attn`` to 3d features, of which the first d are the queries, the
    next d the keys and the last d the values of all heads; head ``j`` has the features
    ``j · d/heads … (j+1) · d/heads − 1`` of each. Scores divided by √(d / heads), a causal softmax,
    the heads side by side again, and ``c_proj``. ``mlp``: ``c_proj(GELU(c_fc(x)))`` to 4d features
    and back, with the **tanh approximation** of GELU. Every LN is a LayerNorm with eps 1e-5. No
    dropout.

    The parameters, by name (i counts the layers from 0; every Linear has a bias; the names are
    those of the published checkpoints; buffers are up to you):

        wte.weight (V, d)        wpe.weight (max_len, d)
        h.i.ln_1, h.i.ln_2       .weight, .bias (d,)
        h.i.attn.c_attn          .weight (3d, d), .bias (3d,)
        h.i.attn.c_proj          .weight (d, d), .bias (d,)
        h.i.mlp.c_fc             .weight (4d, d), .bias (4d,)
        h.i.mlp.c_proj           .weight (d, 4d), .bias (d,)
        ln_f                     .weight, .bias (d,)

    Initialisation: all weights of Linear layers and embeddings normal with mean 0 and standard
    deviation ``std``, except the two ``c_proj.weight`` of each layer, which end a residual branch:
    those have ``std / √(2L)`` with L layers. Biases 0, LN weights 1.

    With V = 50 257, max_len = 1024, d = 768, 12 heads and 12 layers these are the 124 439 808
    parameters of the published small model.

    Attributes:
        max_len: the most ids it can read.
        heads: the number of heads.

    Source: Radford et al., 2019. Forbidden: torch's own attention and Transformer layers.

    """

    def __init__(
        self, vocab_size: int, max_len: int, d: int, heads: int, layers: int, std: float = 0.02
    ) -> None:
        """Make and initialise the layers.

        Args:
            vocab_size: V.
            max_len: the number of positions.
            d: the width, a multiple of heads.
            heads: the number of heads.
            layers: L.
            std: of the initialisation.

        """
        super().__init__()
        self.max_len = max_len
        self.heads = heads
        ### BEGIN SOLUTION
        self.wte = nn.Embedding(vocab_size, d)
        self.wpe = nn.Embedding(max_len, d)
        self.h = nn.ModuleList([_Block(d, heads) for _ in range(layers)])
        self.ln_f = nn.LayerNorm(d)
        for name, parameter in self.named_parameters():
            if parameter.ndim == 2:
                is_last = name.endswith("c_proj.weight")
                scale = 1 / math.sqrt(2 * layers) if is_last else 1.0
                nn.init.normal_(parameter, std=std * scale)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)
        ### END SOLUTION

    def forward(self, ids: Tensor) -> Tensor:
        """Predict what follows every id.

        Args:
            ids: int64, ``(B, T)``, T at most max_len.

        Returns:
            ``logits``, ``(B, T, V)``.

        Raises:
            ValueError: if T is greater than max_len.

        """
        ### BEGIN SOLUTION
        _, T = ids.shape
        if self.max_len < T:
            message = f"{T} ids are more than the {self.max_len} positions"
            raise ValueError(message)
        x = self.wte(ids) + self.wpe.weight[:T]  # (B, T, d)
        for block in self.h:
            x = block(x)
        return self.ln_f(x) @ self.wte.weight.T  # (B, T, V)
        ### END SOLUTION

    def param_groups(self, weight_decay: float) -> list[dict]:
        """Divide the parameters for ``torch.optim.AdamW``.

        Returns:
            Two dicts with the keys ``"params"`` (a list) and ``"weight_decay"``: first all
            parameters with **two axes** (weights of Linear layers and embeddings) with
            ``weight_decay``, then all others (biases, LN) with 0. Every parameter once.

        """
        ### BEGIN SOLUTION
        parameters = [*self.parameters()]
        decayed = [p for p in parameters if p.ndim >= 2]
        others = [p for p in parameters if p.ndim < 2]
        return [
            {"params": decayed, "weight_decay": weight_decay},
            {"params": others, "weight_decay": 0.0},
        ]
        ### END SOLUTION


def compare_with_hugging_face(model: GPT, ids: Tensor) -> tuple[Tensor, Tensor]:
    """Load your weights into the library's GPT-2, and let both read the same ids; given.

    Nothing is downloaded: the library's model is made from a config. It needs the package
    ``transformers``, which nothing else in this chapter does::

        model = GPT(50257, 1024, 768, 12, 12).double()
        yours, theirs = compare_with_hugging_face(model, torch.arange(40).reshape(2, 20))
        print((yours - theirs).abs().max())  # 0, but for rounding

    Args:
        model: yours.
        ids: int64, ``(B, T)``.

    Returns:
        The logits of both, ``(B, T, V)`` each.

    Raises:
        ModuleNotFoundError: with one sentence, if ``transformers`` is not installed.

    """
    try:
        from transformers import GPT2Config, GPT2LMHeadModel
    except ImportError as error:
        message = "the comparison needs the package transformers: pip install transformers"
        raise ModuleNotFoundError(message) from error
    weights = dict(model.named_parameters())
    V, d = weights["wte.weight"].shape
    config = GPT2Config(
        vocab_size=V,
        n_positions=model.max_len,
        n_embd=d,
        n_head=model.heads,
        n_layer=sum(name.endswith("attn.c_attn.bias") for name in weights),
        bos_token_id=0,
        eos_token_id=0,
        attn_pdrop=0.0,
        embd_pdrop=0.0,
        resid_pdrop=0.0,
    )
    theirs = GPT2LMHeadModel(config).to(weights["wte.weight"]).eval()
    with torch.no_grad():
        for name, parameter in theirs.transformer.named_parameters():
            # Their layers called c_… hold each weight the other way round: (in, out).
            is_linear = ".c_" in name and parameter.ndim == 2
            parameter.copy_(weights[name].T if is_linear else weights[name])
        return model(ids), theirs(ids).logits
