"""Models of sentence-transformers by name: the library's vectors, and which models we refuse."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from core.data.images import Picture
from core.embeddings.hub import load
from tests.core.fake_hub import FakeHub
from tests.core.tiny_bert import tiny_bert
from tests.core.tiny_clip import DIMENSIONS, tiny_clip


def test_a_model_by_name_is_the_librarys(hub: FakeHub, tmp_path: Path) -> None:
    folder = tiny_bert(tmp_path / "tiny")
    model = load(hub.add("tiny/bert", folder))
    from sentence_transformers import SentenceTransformer

    texts = ["the dog", "a cat and a dog"]
    encoded = model.encode_texts(texts)
    assert encoded.dtype == np.float32
    np.testing.assert_allclose(
        encoded, SentenceTransformer(str(folder), device="cpu").encode(texts), atol=1e-6
    )
    assert not model.takes_images
    with pytest.raises(ValueError, match="reads only text"):
        model.encode_images([Picture("p", np.zeros((4, 4), np.uint8), "")])


@pytest.mark.parametrize("inside", ["", "0_CLIPModel"], ids=["as CLIP's", "as a module"])
def test_clip_by_name_puts_texts_and_images_into_one_space(
    hub: FakeHub, tmp_path: Path, inside: str
) -> None:
    from PIL import Image
    from transformers import CLIPModel, CLIPProcessor

    folder = tiny_clip(tmp_path / "tiny", inside=inside)
    model = load(hub.add("tiny/clip", folder))
    assert model.takes_images
    texts = ["dog", "a cat"]
    wide = np.random.default_rng(0).integers(0, 255, (20, 30, 3)).astype(np.uint8)
    pictures = [Picture("wide", wide, ""), Picture("grey", np.full((9, 9), 80, np.uint8), "")]
    library = CLIPModel.from_pretrained(folder / inside).eval()
    reader = CLIPProcessor.from_pretrained(folder / inside)
    images = [Image.fromarray(one.pixels).convert("RGB") for one in pictures]
    with torch.inference_mode():
        ours = model.encode_texts(texts), model.encode_images(pictures)
        theirs = (
            library.get_text_features(**reader(text=texts, padding=True, return_tensors="pt")),
            library.get_image_features(**reader(images=images, return_tensors="pt")),
        )
    for one, other in zip(ours, theirs, strict=True):
        assert one.shape == (2, DIMENSIONS)
        np.testing.assert_allclose(one, other.pooler_output, atol=1e-5)


def test_a_name_that_is_not_there_is_answered_in_plain_words(monkeypatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ValueError, match=r"cannot be loaded.*no network connection"):
        load("nobody/nothing-of-this-name")
    with pytest.raises(ValueError, match="Give the name"):
        load(" ")


def with_dense(folder: Path, outputs: int = 3, **entries: object) -> Path:
    """A tiny BERT with pooling and a dense layer behind it, whose weights are yet to come."""
    tiny_bert(folder)
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Dense": "Dense"}
    modules = [
        {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for at, (path, kind) in enumerate(kinds.items())
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    for path, config in {
        "1_Pooling": {"word_embedding_dimension": 8, "pooling_mode_mean_tokens": True},
        "2_Dense": {
            "in_features": 8,
            "out_features": outputs,
            "bias": True,
            "activation_function": "torch.nn.modules.linear.Identity",
            **entries,
        },
    }.items():
        (folder / path).mkdir()
        (folder / path / "config.json").write_text(json.dumps(config))
    return folder


def test_a_dense_layer_is_read_from_safetensors(hub: FakeHub, tmp_path: Path) -> None:
    folder = with_dense(tmp_path / "tiny")
    weight = torch.randn(3, 8, generator=torch.Generator().manual_seed(0))
    layer = {"linear.weight": weight, "linear.bias": torch.ones(3)}
    save_file(layer, folder / "2_Dense" / "model.safetensors")
    encoded = load(hub.add("tiny/dense", folder)).encode_texts(["the dog"])
    plain = load(hub.add("tiny/bert", tiny_bert(tmp_path / "plain"))).encode_texts(["the dog"])
    assert encoded.shape == (1, 3)
    assert plain.shape == (1, 8)


class Poison:
    """What runs code as it is unpickled: it makes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("where", ["2_Dense", "."], ids=["a module's", "the transformer's"])
def test_a_pickle_is_never_opened(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    mark, opened = tmp_path / "mark", []
    folder = with_dense(tmp_path / "tiny")
    if where == ".":
        (folder / "model.safetensors").unlink()
    poison = folder / where / "pytorch_model.bin"
    poison.write_bytes(pickle.dumps(Poison(mark)))
    pickle.loads(poison.read_bytes())
    assert mark.exists(), "it does run code where it is unpickled"
    mark.unlink()
    monkeypatch.setattr("torch.load", lambda *given, **named: opened.append(given))
    name = hub.add("tiny/poison", folder)
    with pytest.raises(ValueError, match="does not have all its weights as safetensors"):
        load(name)
    assert hub.fetched(name) == []
    assert not mark.exists()
    assert opened == []


def test_a_dense_layer_without_weights_is_refused(hub: FakeHub, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="files do not fit together"):
        load(hub.add("tiny/empty", with_dense(tmp_path / "tiny")))


def changed(folder: Path, file: str, entries: object) -> Path:
    """A tiny BERT with other entries in one of its files."""
    path = with_dense(folder) / file
    held = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps({**held, **entries} if isinstance(entries, dict) else entries))
    return folder


@pytest.mark.parametrize(
    ("file", "entries", "why"),
    [
        ("config.json", {"num_hidden_layers": 20_000}, "too large for this app"),
        (
            "config.json",
            {"hidden_size": 2**15, "intermediate_size": 2**18},
            "of memory; the app allows",
        ),
        ("config.json", {"model_type": "whisper"}, "of the kind 'whisper'"),
        ("2_Dense/config.json", {"in_features": 2**20, "out_features": 2**20}, "of memory"),
        ("2_Dense/config.json", {"out_features": 10**12}, "too large for this app"),
        ("sentence_bert_config.json", {"config_args": {"num_hidden_layers": 99}}, "options that"),
        (
            "sentence_bert_config.json",
            {"model_kwargs": {"trust_remote_code": True}},
            "options that",
        ),
        (
            "sentence_bert_config.json",
            {"tokenizer_name_or_path": "/etc"},
            "options that the app does not accept",
        ),
        ("config_sentence_transformers.json", {"model_type": "CrossEncoder"}, "gives no vectors"),
        ("modules.json", [{"type": "os.system", "path": ""}], "has a module 'system'"),
        (
            "modules.json",
            [{"type": "sentence_transformers.models.LSTM", "path": "0_LSTM"}],
            "'LSTM'",
        ),
        ("modules.json", [{"type": "x.Transformer", "path": "../../secret"}], "has a module"),
        ("modules.json", [{"type": "elsewhere.Dense", "path": "2_Dense"}], "do not fit together"),
        ("modules.json", [{}], "files do not fit together"),
        ("modules.json", "no list", "is not a valid configuration"),
    ],
    ids=str,
)
def test_a_model_that_would_do_harm_is_refused(
    hub: FakeHub, tmp_path: Path, file: str, entries: object, why: str
) -> None:
    name = hub.add("tiny/changed", changed(tmp_path / "tiny", file, entries))
    with pytest.raises(ValueError, match=why):
        load(name)


def test_a_text_that_a_model_cannot_take_is_said(hub: FakeHub, tmp_path: Path) -> None:
    model = load(hub.add("tiny/bert", tiny_bert(tmp_path / "tiny")))

    def fail(*given: object, **named: object) -> None:
        raise IndexError("index out of range in self")

    model.model.encode = fail
    with pytest.raises(ValueError, match="tiny/bert cannot be used"):
        model.encode_texts(["the dog"])
