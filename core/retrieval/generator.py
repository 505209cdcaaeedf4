"""A small language model by its name on the Hugging Face hub, to answer a prompt.

    >>> generator = load("HuggingFaceTB/SmolLM2-135M-Instruct")
    >>> written = write(generator, prompt)

core/hub loads it and says what it refuses. It always takes the likeliest token, so that the same
prompt gives the same answer. torch and transformers are imported with the first model.

Left out: sampling (the page on sequences has it), and models that need more than this machine.

Reference: Radford et al. 2019, "Language models are unsupervised multitask learners".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from core.hub import models
from core.hub.memory import bytes_of, configuration
from core.hub.problems import explained
from core.hub.repository import Progress, unwatched
from core.hub.weights import complete

NAME = "HuggingFaceTB/SmolLM2-135M-Instruct"
KINDS = (
    "gpt2",
    "gpt_neo",
    "gpt_neox",
    "llama",
    "mistral",
    "opt",
    "phi",
    "qwen2",
    "qwen3",
    "smollm3",
)
LONGEST = 80  # new tokens


@dataclass(frozen=True, eq=False)
class Generator:
    """A causal language model with its tokenizer. ``parameters`` counts its weights."""

    name: str
    model: Any
    tokenizer: Any
    parameters: int


@dataclass(frozen=True)
class Written:
    """What a model wrote, how many tokens it read and wrote, and how long that took."""

    text: str
    read: int
    new: int
    seconds: float


def load(name: str, progress: Progress = unwatched) -> Generator:
    """The model called ``name`` on the hub.

    Raises ``ValueError`` in plain words where it cannot be had (core/hub).
    """
    return models.load(name, LANGUAGE_MODEL, progress)


def _memory(name: str, folder: Path) -> int:
    from transformers import AutoModelForCausalLM

    return bytes_of(AutoModelForCausalLM, configuration(folder, name, KINDS))


def _build(name: str, folder: Path) -> Generator:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = complete(AutoModelForCausalLM, name, folder)
    tokenizer = AutoTokenizer.from_pretrained(
        folder, local_files_only=True, trust_remote_code=False
    )
    return Generator(name, model, tokenizer, sum(one.numel() for one in model.parameters()))


LANGUAGE_MODEL = models.Recipe("a language model such as " + NAME, _memory, _build)


def write(generator: Generator, prompt: str, longest: int = LONGEST) -> Written:
    """The most likely answer to ``prompt``, at most ``longest`` tokens.

    Raises ``ValueError`` for a prompt that is longer than what the model can read.
    """
    import torch

    tokenizer, model = generator.tokenizer, generator.model
    with explained(generator.name):
        if tokenizer.chat_template:
            prompt = tokenizer.apply_chat_template(
                [{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True
            )
        # A chat template has the special tokens in its text.
        special = not tokenizer.chat_template
        inputs = tokenizer(prompt, return_tensors="pt", add_special_tokens=special)
        read = inputs["input_ids"].shape[1]
        room = model.config.max_position_embeddings - longest
    if read > room:
        raise ValueError(
            f"The prompt has {read:,} tokens; {generator.name} reads at most {room:,} and leaves "
            f"{longest} for the answer. Use fewer or smaller chunks."
        )
    begun = perf_counter()
    with explained(generator.name), torch.inference_mode():
        output = model.generate(
            input_ids=inputs["input_ids"],
            attention_mask=inputs["attention_mask"],
            max_new_tokens=longest,
            do_sample=False,
            num_beams=1,
            pad_token_id=tokenizer.pad_token_id or model.generation_config.eos_token_id or 0,
        )
        new = output[0, read:]
        text = tokenizer.decode(new, skip_special_tokens=True).strip()
    return Written(text, read, len(new), perf_counter() - begun)
