"""A language model by name: a tiny one saved to disk answers; what is not there is said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from core.retrieval import generator
from core.retrieval.generator import load, write
from tests.core.fake_hub import FakeHub
from tests.core.tiny_language_model import tiny_language_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_language_model(tmp_path_factory.mktemp("tiny-llama"))


def greedy(loaded: generator.Generator, prompt: str, longest: int) -> list[int]:
    """The likeliest token after token, each time from the whole text."""
    tokens = loaded.tokenizer(prompt)["input_ids"]
    new: list[int] = []
    with torch.inference_mode():
        for _ in range(longest):
            logits = loaded.model(torch.tensor([tokens + new])).logits[0, -1]
            new.append(int(logits.argmax()))
            if new[-1] == loaded.model.config.eos_token_id:
                break
    return new


def test_the_answer_is_the_likeliest_token_after_token(hub: FakeHub, folder: Path) -> None:
    loaded = load(hub.add("tiny/llama", folder))
    written = write(loaded, "what does the gate", longest=12)
    expected = greedy(loaded, "what does the gate", 12)
    assert written.read == 4
    assert written.new == len(expected) <= 12
    assert written.text == loaded.tokenizer.decode(expected, skip_special_tokens=True).strip()
    assert write(loaded, "what does the gate", longest=12).text == written.text
    assert loaded.parameters == sum(weight.numel() for weight in loaded.model.parameters())


def test_a_chat_model_is_asked_by_its_own_template(hub: FakeHub, tmp_path: Path) -> None:
    loaded = load(hub.add("tiny/chat", tiny_language_model(tmp_path / "chat", chat=True)))
    assert write(loaded, "the gate", longest=2).read == 6


def test_what_does_not_fit_is_said(hub: FakeHub, folder: Path, monkeypatch) -> None:
    loaded = load(hub.add("tiny/llama", folder))
    with pytest.raises(ValueError, match="The prompt has 600 tokens"):
        write(loaded, "gate " * 600)
    monkeypatch.setattr("core.hub.models.MOST_MEMORY", 100)
    with pytest.raises(ValueError, match="MB of memory; the app allows"):
        load(hub.add("tiny/other", folder))


def test_a_template_that_fails_is_said(hub: FakeHub, tmp_path: Path) -> None:
    loaded = load(hub.add("tiny/chat", tiny_language_model(tmp_path / "chat", chat=True)))
    loaded.tokenizer.chat_template = "{{ raise_exception('Only system messages') }}"
    with pytest.raises(ValueError, match="tiny/chat cannot be used"):
        write(loaded, "the gate")


def test_a_name_that_is_not_there_is_answered_in_plain_words(monkeypatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ValueError, match=r"cannot be loaded.*no network connection"):
        load("nobody/nothing-of-this-name")
    with pytest.raises(ValueError, match="Give the name"):
        load(" ")
