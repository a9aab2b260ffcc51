"""Families of functions that ``forbids`` may name in one word.

A public function stands with its module; ``aten.<op>`` names an operation under all of them.
"""

from __future__ import annotations

_DIMS = ("1d", "2d", "3d")


def _functions(module: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{module}.{name}" for name in names)


def _aten(*names: str) -> tuple[str, ...]:
    return _functions("aten", *names)


FUNCTIONAL = "torch.nn.functional"

FAMILIES: dict[str, tuple[str, ...]] = {
    "CONV": (
        *_functions("torch", "convolution", "conv_tbc"),
        *_functions(FUNCTIONAL, *(f"conv{d}" for d in _DIMS)),
        *_functions(FUNCTIONAL, *(f"conv_transpose{d}" for d in _DIMS)),
        *_aten("convolution", "_convolution", "convolution_overrideable", "mkldnn_convolution"),
        *_aten("cudnn_convolution", "cudnn_convolution_transpose", "_slow_conv2d_forward"),
        *_aten("thnn_conv2d", "_conv_depthwise2d", "conv_depthwise3d", "slow_conv3d_forward"),
        *_aten("slow_conv_dilated2d", "slow_conv_dilated3d", "slow_conv_transpose2d"),
        *_aten("slow_conv_transpose3d", "slow_conv3d"),
    ),
    "POOL": (
        *_functions(FUNCTIONAL, *(f"max_pool{d}" for d in _DIMS)),
        *_functions(FUNCTIONAL, *(f"avg_pool{d}" for d in _DIMS)),
        *_functions(FUNCTIONAL, *(f"adaptive_avg_pool{d}" for d in _DIMS)),
        *_functions(FUNCTIONAL, *(f"adaptive_max_pool{d}" for d in _DIMS)),
        *_functions(FUNCTIONAL, "lp_pool1d", "lp_pool2d"),
        *_aten("max_pool2d_with_indices", "max_pool3d_with_indices", "avg_pool2d", "avg_pool3d"),
        *_aten("_adaptive_avg_pool2d", "_adaptive_avg_pool3d", "adaptive_max_pool2d"),
        *_aten("mkldnn_max_pool2d", "avg_pool1d", "max_pool1d", "max_pool2d"),
    ),
    "NORM": (
        *_functions(FUNCTIONAL, "batch_norm", "layer_norm", "instance_norm", "group_norm"),
        *_functions(FUNCTIONAL, "local_response_norm", "rms_norm"),
        *_aten("native_layer_norm", "native_batch_norm", "_native_batch_norm_legit"),
        *_aten("_native_batch_norm_legit_no_training", "_batch_norm_with_update"),
        *_aten("native_group_norm", "cudnn_batch_norm", "_fused_rms_norm"),
    ),
    "SOFTMAX": (
        *_functions("torch", "softmax", "log_softmax", "logsumexp"),
        *_functions(FUNCTIONAL, "softmin", "gumbel_softmax"),
        *_aten("_softmax", "_log_softmax", "logsumexp", "special_softmax", "special_log_softmax"),
    ),
    "CE": (
        *_functions(FUNCTIONAL, "cross_entropy", "nll_loss", "binary_cross_entropy"),
        *_functions(FUNCTIONAL, "binary_cross_entropy_with_logits", "gaussian_nll_loss"),
        *_aten("nll_loss_forward", "nll_loss2d_forward", "binary_cross_entropy"),
        *_aten("binary_cross_entropy_with_logits", "cross_entropy_loss", "nll_loss"),
    ),
    "RNN": (
        *_functions("torch", "lstm", "gru", "rnn_tanh", "rnn_relu"),
        *_functions("torch", "lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"),
        *_aten("mkldnn_rnn_layer", "_thnn_fused_lstm_cell", "_thnn_fused_gru_cell", "_cudnn_rnn"),
        *_functions("torch.nn", "RNNBase", "RNNCellBase"),
    ),
    "SDPA": (
        *_functions(FUNCTIONAL, "scaled_dot_product_attention", "multi_head_attention_forward"),
        *_functions("torch.nn", "MultiheadAttention", "Transformer", "TransformerEncoderLayer"),
        *_functions("torch.nn", "TransformerDecoderLayer"),
        *_aten("_scaled_dot_product_flash_attention_for_cpu", "_scaled_dot_product_attention_math"),
        *_aten("_scaled_dot_product_flash_attention", "_scaled_dot_product_efficient_attention"),
        *_aten("_scaled_dot_product_cudnn_attention", "_native_multi_head_attention"),
        *_aten("_transformer_encoder_layer_fwd"),
    ),
    "OPTIM": ("torch.optim.Optimizer",),
    "SCHED": (
        "torch.optim.lr_scheduler.LRScheduler",
        "torch.optim.lr_scheduler.ReduceLROnPlateau",
    ),
    "AUTOGRAD": ("torch.autograd.grad", "torch.autograd.backward", "torch.Tensor.backward"),
    "INIT": _functions(
        "torch.nn.init",
        *("uniform_", "normal_", "trunc_normal_", "constant_", "eye_", "dirac_", "orthogonal_"),
        *("xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_", "sparse_"),
        "calculate_gain",
    ),
    "DROPOUT": (
        *_functions(FUNCTIONAL, "dropout", "dropout1d", "dropout2d", "dropout3d"),
        *_functions(FUNCTIONAL, "alpha_dropout", "feature_alpha_dropout"),
        *_functions("torch", "dropout", "alpha_dropout", "feature_dropout"),
        *_functions("torch", "dropout_", "alpha_dropout_", "feature_dropout_"),
        *_functions("torch", "feature_alpha_dropout", "feature_alpha_dropout_"),
        *_aten("native_dropout", "_fused_dropout"),
    ),
    "SKLEARN": (),  # libraries are refused by reading the imports: see ``evasion``
    "TV": (),
}

LIBRARIES = {"SKLEARN": "sklearn", "TV": "torchvision"}
