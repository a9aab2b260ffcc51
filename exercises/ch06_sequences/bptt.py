"""Back-propagation through time by hand, and a table that compares it with autograd."""

import torch
from torch import Tensor

from .rnn import rnn_forward


def rnn_backward(
    x: Tensor, h0: Tensor, hs: Tensor, Wxh: Tensor, Whh: Tensor, dhs: Tensor
) -> dict[str, Tensor]:
    """Differentiate a loss through ``rnn_forward`` by hand (Werbos, 1990).

    Convention: time first, as in ``rnn_forward``. ``dhs[t]`` is the gradient that reaches ``h_t``
    from the loss *directly*, that is not through a later state. The gradient through every path is
    found from the last step to the first. With ``dh_next = 0`` to begin with,

        dh_t = dhs_t + dh_next                      everything that h_t does to the loss
        da_t = dh_t ⊙ (1 − h_t²)                    through the tanh
        dx_t = da_t Wxhᵀ        dh_next = da_t Whhᵀ     to the input, and to h_{t−1}

    and what is left in ``dh_next`` after ``t = 0`` is the gradient by ``h0``. The weights are used
    at every step, so their gradients are sums over all steps (and rows), with ``h_{−1} = h0``:

        dWxh = Σ_t x_tᵀ da_t        dWhh = Σ_t h_{t−1}ᵀ da_t        db = Σ_t Σ_rows da_t

    Forbidden: autograd. Nothing is averaged; the inputs stay as they are.

    Args:
        x: inputs, ``(T, B, I)``.
        h0: ``(B, H)``.
        hs: the states that ``rnn_forward`` returned, ``(T, B, H)``.
        Wxh: ``(I, H)``.
        Whh: ``(H, H)``.
        dhs: ``(T, B, H)``.

    Returns:
        A dict with the keys ``"dh"`` (all ``dh_t``, ``(T, B, H)``), ``"dx"`` ``(T, B, I)``,
        ``"dh0"`` ``(B, H)``, ``"dWxh"`` ``(I, H)``, ``"dWhh"`` ``(H, H)`` and ``"db"`` ``(H,)``.

    """
    raise NotImplementedError("TODO: rnn_backward")


def rnn_lm_loss_and_grads(
    params: dict[str, Tensor], ids: Tensor
) -> tuple[Tensor, dict[str, Tensor]]:
    """Compute the loss of a small language model and all its gradients, by hand.

    Convention: time first. The inputs are ``ids[:-1]`` as one-hot rows of length ``V``, the targets
    ``ids[1:]``; the state starts at zero. For every step and row

        h_t = tanh( onehot(ids_t) Wxh + h_{t−1} Whh + b )       logits_t = h_t Why + c

    and the loss is the mean of ``−log softmax(logits_t)[ids_{t+1}]`` over all ``T · B`` targets.
    Its gradient by the logits is ``(softmax(logits_t) − onehot(ids_{t+1})) / (T · B)``. Go on from
    there with your ``rnn_backward``.

    Forbidden: autograd. ``log_softmax`` and ``one_hot`` are fine.

    Args:
        params: ``"Wxh"`` ``(V, H)``, ``"Whh"`` ``(H, H)``, ``"b"`` ``(H,)``, ``"Why"`` ``(H, V)``
            and ``"c"`` ``(V,)``.
        ids: ``(T + 1, B)``, int64, ``T >= 1``.

    Returns:
        The loss, of shape ``()``, and a dict with the keys of ``params``: each gradient in the
        shape of its parameter.

    """
    raise NotImplementedError("TODO: rnn_lm_loss_and_grads")


def compare_with_autograd(steps: int = 8, seed: int = 0, tolerance: float = 1e-9) -> str:
    """Compare your ``rnn_backward`` with autograd, step by step from the last one; given to you.

    Draws a small network, differentiates the same loss in both ways, and returns a table with one
    line for each gradient in the order in which the backward pass finds them. The last line names
    the first step where the two part: look for the mistake there.
    """
    gen = torch.Generator().manual_seed(seed)

    def draw(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=gen, dtype=torch.float64)

    x, h0 = draw(steps, 3, 2), draw(3, 5)
    weights = {"Wxh": draw(2, 5) / 2, "Whh": draw(5, 5) / 2, "b": draw(5) / 2}
    dhs = draw(steps, 3, 5)

    leaves = {"x": [row.clone().requires_grad_() for row in x], "h0": h0.clone().requires_grad_()}
    leaves |= {name: weight.clone().requires_grad_() for name, weight in weights.items()}
    h, states = leaves["h0"], []
    for row in leaves["x"]:
        h = torch.tanh(row @ leaves["Wxh"] + h @ leaves["Whh"] + leaves["b"])
        h.retain_grad()
        states.append(h)
    sum((h * up).sum() for h, up in zip(states, dhs, strict=True)).backward()

    hs = torch.stack(states).detach()
    yours = rnn_backward(x, h0, hs, weights["Wxh"], weights["Whh"], dhs)
    rows = []
    for t in reversed(range(steps)):
        rows.append((f"dh at t = {t}", yours["dh"][t], states[t].grad))
        rows.append((f"dx at t = {t}", yours["dx"][t], leaves["x"][t].grad))
    rows += [(f"d{n}", yours[f"d{n}"], leaves[n].grad) for n in ("h0", "Wxh", "Whh", "b")]

    lines, parted = [f"{'gradient':14}{'yours':>12}{'autograd':>12}{'apart':>12}"], None
    for name, mine, truth in rows:
        apart = float((mine - truth).norm() / truth.norm())
        lines.append(f"{name:14}{mine.norm():12.6f}{truth.norm():12.6f}{apart:12.1e}")
        parted = parted or (name if not apart <= tolerance else None)
    lines.append(f"the first to part: {parted}" if parted else "all of them agree")
    return "\n".join(lines)
