"""A language model of a few thousand random weights, saved as the hub would have it."""

from __future__ import annotations

from pathlib import Path

import torch


def tiny_language_model(folder: Path, *, chat: bool = False, positions: int = 512) -> Path:
    """Save a tiny Llama with a word tokenizer into ``folder``, and return it."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    words = ["<unk>", "</s>", "the", "gate", "forgets", "what", "does", "Question", "Answer", ":"]
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, "<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", eos_token="</s>"
    )
    if chat:
        wrapped.chat_template = (
            "{% for m in messages %}Question : {{ m.content }} Answer :{% endfor %}"
        )
    wrapped.save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=len(words),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=positions,
        bos_token_id=None,
        eos_token_id=1,
        pad_token_id=None,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        LlamaForCausalLM(config).save_pretrained(folder)
    return folder
