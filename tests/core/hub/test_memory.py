"""A model's memory follows from its configuration, at once and without building the model."""

from __future__ import annotations

import json
import tracemalloc
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForCausalLM,
    AutoModelForImageClassification,
    BertConfig,
    BertModel,
    LlamaConfig,
)

from core.convolution import pretrained
from core.embeddings import hub
from core.hub.memory import MOST_MEMORY, bytes_of, check_images, configuration, settings
from core.hub.problems import ModelRefused
from core.retrieval import generator

BERT = {
    "model_type": "bert",
    "hidden_size": 8,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 16,
    "vocab_size": 20,
    "max_position_embeddings": 32,
}


def written(folder: Path, config: object, name: str = "config.json") -> Path:
    text = config if isinstance(config, str) else json.dumps(config)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_count_is_that_of_the_built_model(tmp_path: Path) -> None:
    counted = bytes_of(AutoModel, configuration(written(tmp_path, BERT), "a/b", ("bert",)))
    built = BertModel(BertConfig(**BERT))
    tensors = (*built.parameters(), *built.buffers())
    assert counted == 4 * sum(tensor.numel() for tensor in tensors)


@pytest.mark.parametrize(
    ("auto", "kind"),
    [
        *product([AutoModel], hub.KINDS),
        *product([AutoModelForImageClassification], pretrained.KINDS),
        *product([AutoModelForCausalLM], generator.KINDS),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_kind_that_is_offered_can_be_counted_as_it_usually_is(auto: Any, kind: str) -> None:
    assert bytes_of(auto, AutoConfig.for_model(kind)) > 10_000_000


def test_weights_that_two_layers_share_count_once() -> None:
    config = LlamaConfig(
        vocab_size=1000,
        hidden_size=8,
        intermediate_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        tie_word_embeddings=True,
    )
    untied = LlamaConfig(**{**config.to_dict(), "tie_word_embeddings": False})
    more = bytes_of(AutoModelForCausalLM, untied) - bytes_of(AutoModelForCausalLM, config)
    assert more == 4 * 1000 * 8


@pytest.mark.parametrize(
    "change",
    [
        {"num_hidden_layers": 20_000},
        {"num_hidden_layers": 10**18},
        {"num_hidden_layers": -20_000},
        {"num_hidden_layers": 1e300},
        {"vocab_size": 10**9},
        {"hidden_size": 2**40},
        {"depths": [2, 2, 20_000, 2]},
        {"text_config": {"num_hidden_layers": 20_000}},
        {"num_local_experts": 5_000},
    ],
    ids=str,
)
def test_sizes_that_no_model_here_can_have_are_refused_at_once(
    tmp_path: Path, change: dict
) -> None:
    written(tmp_path, {**BERT, **change})
    tracemalloc.start()
    begun = perf_counter()
    with pytest.raises(ModelRefused, match="too large for this app"):
        configuration(tmp_path, "owner/model", ("bert",))
    seconds, (_, peak) = perf_counter() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 1
    assert peak < 1_000_000


def test_a_large_model_is_counted_without_memory_for_it(tmp_path: Path) -> None:
    wide = {**BERT, "hidden_size": 2**15, "intermediate_size": 2**17, "num_hidden_layers": 24}
    config = configuration(written(tmp_path, wide), "a/b", ("bert",))
    assert bytes_of(AutoModel, config) > 1000 * MOST_MEMORY


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "is not a valid configuration"),
        ('{"model_type": "unheard-of"}', "of the kind 'unheard-of', which the app cannot use"),
        ('{"model_type": ["bert"]}', "which the app cannot use"),
        ("{}", "which the app cannot use"),
        (" " * 2_000_000, "too large to be a configuration"),
    ],
)
def test_what_nothing_can_be_counted_of_is_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(ModelRefused, match=why):
        configuration(written(tmp_path, text), "owner/model", ("bert",))


def test_a_missing_configuration_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match=r"has no config\.json"):
        configuration(tmp_path, "owner/model", ("bert",))


def test_what_is_no_size_may_be_large(tmp_path: Path) -> None:
    usual = {
        "rope_theta": 5_000_000,
        "eos_token_id": 2**30,
        "id2label": {"0": "cat"},
        "label2id": {"cat": 2**30},
        "initializer_range": 0.02,
        "use_cache": True,
    }
    assert settings(written(tmp_path, usual) / "config.json", "a/b") == usual


@pytest.mark.parametrize(
    "sizes",
    [
        {"size": {"height": 100_000, "width": 3}},
        {"size": 5_000},
        {"crop_pct": 1e-6},
        {"image_processor": {"size": {"shortest_edge": 9_999}}},
    ],
)
def test_images_that_would_be_enlarged_without_end_are_refused(tmp_path: Path, sizes: dict) -> None:
    name = "processor_config.json" if "image_processor" in sizes else "preprocessor_config.json"
    with pytest.raises(ModelRefused, match="takes images of a size that the app does not accept"):
        check_images(written(tmp_path, sizes, name), "owner/model")
    check_images(written(tmp_path, {"size": {"height": 224}, "crop_pct": 0.875}, name), "a/b")
