"""A small language model by its name on the Hugging Face hub, to answer a prompt.

    generator = load("HuggingFaceTB/SmolLM2-135M-Instruct")
    written = write(generator, prompt)

The first time, its weights come over the network; after that they lie in the hub's own cache. Only
safetensors are read, and no code that a model brings along. It always takes the likeliest token,
so that the same prompt gives the same answer. torch and transformers load with the first model.

Left out: sampling (the page on sequences has it), and models that need more than this machine.

Reference: Radford et al. 2019, "Language models are unsupervised multitask learners".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any

from core.online import hub_answers

NAME = "HuggingFaceTB/SmolLM2-135M-Instruct"
LONGEST = 80  # new tokens
MOST_PARAMETERS = 400_000_000


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


@lru_cache(maxsize=1)
def load(name: str) -> Generator:
    """The model called ``name``, or saved in the folder of that name.

    Raises ``ValueError`` in plain words where it cannot be had: no network connection, no such
    name, no weights as safetensors, no language model, or one of more than ``MOST_PARAMETERS``.
    """
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

    if not name.strip():
        raise ValueError(f"Give the name of a language model, such as {NAME}.")
    safely = {"trust_remote_code": False, "local_files_only": not hub_answers()}
    try:
        config = AutoConfig.from_pretrained(name, **safely)
        # Counted without its weights, which are not fetched yet.
        with torch.device("meta"):
            empty = AutoModelForCausalLM.from_config(config)
        parameters = sum(weight.numel() for weight in empty.parameters())
        if parameters <= MOST_PARAMETERS:
            tokenizer = AutoTokenizer.from_pretrained(name, **safely)
            model = AutoModelForCausalLM.from_pretrained(
                name, use_safetensors=True, dtype=torch.float32, **safely
            )
    except (OSError, ValueError) as problem:
        raise ValueError(
            f"{name} cannot be loaded. Either there is no network connection (its weights come "
            "from huggingface.co the first time), or there is no language model of that name with "
            "weights as safetensors. Everything else on this page works without."
        ) from problem
    if parameters > MOST_PARAMETERS:
        raise ValueError(
            f"{name} has {parameters / 1e6:,.0f} million parameters; at most "
            f"{MOST_PARAMETERS / 1e6:,.0f} million are accepted here."
        )
    return Generator(name, model.eval(), tokenizer, parameters)


def write(generator: Generator, prompt: str, longest: int = LONGEST) -> Written:
    """The likeliest answer to ``prompt``, at most ``longest`` tokens.

    Raises ``ValueError`` for a prompt that is longer than what the model can read.
    """
    import torch

    tokenizer, model = generator.tokenizer, generator.model
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
            f"{longest} for the answer. Hand on fewer or smaller chunks."
        )
    begun = perf_counter()
    with torch.inference_mode():
        output = model.generate(
            input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"],
            max_new_tokens=longest, do_sample=False,
            pad_token_id=tokenizer.pad_token_id or model.generation_config.eos_token_id or 0,
        )  # fmt: skip
    new = output[0, read:]
    text = tokenizer.decode(new, skip_special_tokens=True).strip()
    return Written(text, read, len(new), perf_counter() - begun)
