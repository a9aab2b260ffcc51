"""The models of chapter 10 compute what the library's compute: made from a config, offline.

All but the first test need the optional package ``transformers`` and are skipped without it.
"""

import re
import sys
from pathlib import Path

import pytest
import torch

from workbook.catalog import find_chapter
from workbook.course import Course
from workbook.loading import Loaded

ROOT = Path(__file__).parent.parent
ROUNDING = 1e-10  # of float64

pytestmark = pytest.mark.filterwarnings("default")  # the library's warnings are its own


@pytest.fixture(scope="module")
def chapter():
    """Return a function that loads a module of the chapter's reference."""
    course = Course(find_chapter(ROOT, "10"))
    loaded = Loaded(course.chapter, course.reference, course.contracts)
    yield loaded.module
    loaded.unload()


@pytest.fixture
def transformers(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return pytest.importorskip("transformers")


def randomised(model):
    """Give every parameter numbers that are far from any initial value, and reproducible."""
    gen = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=gen, dtype=torch.float64) * 0.3)
    return model.double().eval()


def integers(*shape, high):
    return torch.randint(high, shape, generator=torch.Generator().manual_seed(1))


def assert_close(ours, theirs, rounding=ROUNDING):
    torch.testing.assert_close(ours, theirs, rtol=rounding, atol=rounding)


def test_a_missing_library_is_told_in_one_sentence(chapter, monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    gpt = chapter("gpt")

    with pytest.raises(ModuleNotFoundError, match="needs the package transformers"):
        gpt.compare_with_hugging_face(gpt.GPT(7, 5, 4, 2, 1), integers(1, 3, high=7))


def test_gpt_has_the_logits_of_gpt2(chapter, transformers):
    gpt = chapter("gpt")
    model = randomised(gpt.GPT(23, 11, 12, 3, 2))

    ours, theirs = gpt.compare_with_hugging_face(model, integers(2, 11, high=23))

    assert ours.shape == (2, 11, 23)
    assert_close(ours, theirs)


def test_bert_has_the_outputs_of_bert_with_its_heads(chapter, transformers):
    bert = chapter("bert")
    config = transformers.BertConfig(
        vocab_size=23,
        hidden_size=12,
        num_attention_heads=3,
        num_hidden_layers=2,
        intermediate_size=20,
        max_position_embeddings=11,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    theirs = randomised(transformers.BertForPreTraining(config))
    ours = bert.BertForPretraining(bert.BertModel(23, 12, 3, 2, 20, 11)).double()
    weights = dict(theirs.named_parameters())
    with torch.no_grad():
        for name, parameter in ours.named_parameters():
            parameter.copy_(weights[bert.published_name(name)])
    ids, segments = integers(2, 9, high=23), integers(2, 9, high=2)
    attention = torch.arange(9) < torch.tensor([[9], [6]])

    words, following = ours(ids, segments, attention)
    expected = theirs(ids, token_type_ids=segments, attention_mask=attention.long())

    valid = attention[:, :, None]
    assert_close(words * valid, expected.prediction_logits * valid)
    assert_close(following, expected.seq_relationship_logits)


def test_t5_has_the_buckets_and_the_attention_of_t5(chapter, transformers):
    from transformers.models.t5.modeling_t5 import T5Attention, T5LayerSelfAttention

    t5 = chapter("t5")
    rel = torch.arange(-300, 301)
    for bidirectional, buckets, far in ((True, 32, 128), (False, 32, 128), (True, 16, 60)):
        theirs = T5Attention._relative_position_bucket(rel, bidirectional, buckets, far)
        assert torch.equal(t5.relative_bucket(rel, bidirectional, buckets, far), theirs)

    config = transformers.T5Config(
        d_model=12, d_kv=5, num_heads=3, dropout_rate=0.0, relative_attention_num_buckets=8
    )
    config._attn_implementation = "eager"
    layer = randomised(T5LayerSelfAttention(config, has_relative_attention_bias=True, layer_idx=0))
    ours = t5.T5Attention(12, 3, 5, buckets=8).double()
    theirs = layer.SelfAttention
    pairs = {
        ours.norm["weight"]: layer.layer_norm.weight,
        ours.q.weight: theirs.q.weight,
        ours.k.weight: theirs.k.weight,
        ours.v.weight: theirs.v.weight,
        ours.o.weight: theirs.o.weight,
        ours.relative.weight: theirs.relative_attention_bias.weight,
    }
    with torch.no_grad():
        for mine, other in pairs.items():
            mine.copy_(other)
    x = torch.randn(2, 7, 12, generator=torch.Generator().manual_seed(2), dtype=torch.float64)

    assert_close(ours(x)[0], layer(x)[0], rounding=1e-5)  # their norm computes in float32


def test_vit_has_the_logits_of_vit(chapter, transformers):
    vit = chapter("vit")
    config = transformers.ViTConfig(
        hidden_size=12,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=20,
        image_size=(8, 12),
        patch_size=4,
        num_channels=2,
        num_labels=5,
        layer_norm_eps=1e-6,
    )
    theirs = randomised(transformers.ViTForImageClassification(config))
    ours = vit.ViT((8, 12), 4, 12, 3, 2, 20, 5, channels=2).double()
    image = torch.randn(2, 2, 8, 12, generator=torch.Generator().manual_seed(2)).double()
    _copy_weights(theirs, ours)

    assert_close(ours(image), theirs(image).logits)


def test_swin_has_the_logits_of_swin(chapter, transformers):
    swin = chapter("swin")
    config = transformers.SwinConfig(
        image_size=(16, 32),
        patch_size=2,
        num_channels=2,
        embed_dim=6,
        depths=[2, 2],
        num_heads=[2, 3],
        window_size=4,
        num_labels=5,
        drop_path_rate=0.0,
        layer_norm_eps=1e-5,
    )
    theirs = randomised(transformers.SwinForImageClassification(config))
    ours = swin.Swin((16, 32), 2, 6, (2, 2), (2, 3), 4, 5, channels=2).double()
    image = torch.randn(2, 2, 16, 32, generator=torch.Generator().manual_seed(2)).double()
    _copy_weights(theirs, ours)

    assert_close(ours(image), theirs(image).logits)


def test_bpe_has_the_ids_of_the_tokenizer(chapter, transformers):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    bpe = chapter("bpe")
    prose = "The baker's letters, 42 of them: never three s in a row. " * 3 + "木匠的船在河边。"
    vocab, merges = bpe.bpe_train(prose, 300)
    letters = bytes_to_unicode()

    def written(symbol):
        return "".join(letters[byte] for byte in symbol)

    tokenizer = Tokenizer(
        models.BPE(
            vocab={written(symbol): i for i, symbol in enumerate(vocab)},
            merges=[(written(first), written(second)) for first, second in merges],
        )
    )
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    for text in (prose, "The letters' baker  never\n sailed 3 boats — 船匠 🙂!", ""):
        ids = tokenizer.encode(text).ids
        assert bpe.bpe_encode(text, merges) == ids
        assert bpe.bpe_decode(ids, vocab) == tokenizer.decode(ids)


LIBRARY_NAMES = {  # ours of ViT and Swin → the library's
    "cls": "embeddings.cls_token",
    "pos": "embeddings.position_embeddings",
    "patch": "embeddings.patch_embeddings.projection",
    "patch_norm": "embeddings.norm",
    "norm": "layernorm",
    "norm1": "layernorm_before",
    "norm2": "layernorm_after",
    "proj": "attention.o_proj",
    "up": "mlp.fc1",
    "down": "mlp.fc2",
    "table": "attention.relative_position_bias.relative_position_bias_table",
    "reduction": "downsample.reduction",
}


def _copy_weights(theirs, ours):
    """Give our ViT or Swin the weights of the library's."""
    source = dict(theirs.base_model.named_parameters())
    source |= {f"head.{name}": p for name, p in theirs.classifier.named_parameters()}
    with torch.no_grad():
        for name, parameter in ours.named_parameters():
            parameter.copy_(_found(name, source))


def _found(name, source):
    where, _, last = name.rpartition(".")
    before, _, layer = where.rpartition(".")
    before = re.sub(r"^blocks", "layers", before)
    before = re.sub(r"^stages.(\d+)", r"encoder.layers.\1.blocks", before)
    if where.startswith("merges"):
        stage = where.split(".")[1]
        return source[f"encoder.layers.{stage}.downsample.{layer}.{last}"]
    if layer == "qkv":
        parts = [source[f"{before}.attention.{x}_proj.{last}"] for x in "qkv"]
        return torch.cat(parts)
    if not where or last == "table":  # a parameter of the module itself
        return source[f"{_found_stage(where)}{LIBRARY_NAMES[last]}"]
    if name == "patch.weight":  # a convolution there: (d, C, p, p)
        return source["embeddings.patch_embeddings.projection.weight"].movedim(1, -1).flatten(1)
    stem = f"{before}." if before else ""
    return source[f"{stem}{LIBRARY_NAMES.get(layer, layer)}.{last}"]


def _found_stage(where):
    return re.sub(r"^stages.(\d+)", r"encoder.layers.\1.blocks", f"{where}.") if where else ""
