"""Presets of grounding, and what it did in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.percent import percent
from core.retrieval.answerability import Gate
from core.retrieval.grounding import Grounded, GroundingSettings, Right
from core.retrieval.settings import SearchSettings
from core.retrieval.token_count import token_count

PRESETS = {
    "A how and why": SearchSettings(),
    "A definition": SearchSettings(question="What does a residual block compute?"),
    "A rare name": SearchSettings(question="What is RoPE?", method="hybrid"),
    "Found, but misquoted": SearchSettings(question="What helps against vanishing gradients?"),
    "Near, but not in it": SearchSettings(question="What is a Boltzmann machine?"),
    "Not at all": SearchSettings(question="How do I bake sourdough bread?"),
}


NONE_HANDED_ON = "No chunk is handed on by the search as the sidebar has it"


@dataclass(frozen=True)
class Judged:
    """How a question was judged: its evidence, and the gate that it had to pass."""

    evidence: float
    gate: Gate
    own_documents: bool

    @property
    def known(self) -> bool:
        """Whether there is enough evidence for an answer."""
        return self.evidence >= self.gate.threshold


def about(
    done: Grounded, judged: Judged, settings: GroundingSettings, right: Mapping[str, Right]
) -> list[str]:
    """The prompt's length, the evidence, and how often both steps are right."""
    gate = judged.gate
    long, short = token_count(done.prompt), token_count(done.bare)
    words = len(done.prompt.split())
    sentences = [
        f"Retrieval turns a prompt of {short} tokens into one of **{long:,}** ({words:,} words, "
        f"{len(done.sources)} source{'s' * (len(done.sources) != 1)}): all that a language model "
        "would know of these documents is in it. Tokens are counted by the encoder's own "
        "tokenizer; other models' differ a little.",
        _evidence(done, judged),
        f"The threshold comes from {len(gate.answered)} questions that the handbook answers and "
        f"{len(gate.unanswered)} that it does not, cut and searched as here. On questions that had "
        f"no part in choosing it, **{percent(gate.refused)}** of the answerable are refused and **{percent(gate.made_up)}** of the "
        f"others answered, judged by {gate.kind}."
        + (" Your own documents are judged by the same threshold." if judged.own_documents else ""),
    ]
    if right:
        found, quoted = (
            ", ".join(f"{kind} {percent(share[at])}" for kind, share in right.items())
            for at in (0, 1)
        )
        sentences.append(
            "Of the labelled questions, the chunks handed on have the right passage, or a sentence "
            f"of it, for: {found}. The answer of {settings.quoted} sentence{'s' * (settings.quoted != 1)} quotes it for: "
            f"{quoted}. The first gap is the search's; the second is that each sentence is judged "
            "alone, and one in other words than the question's scores little. Reading all of the "
            "prompt and putting it together is what a language model is for."
        )
    return sentences


def _evidence(done: Grounded, judged: Judged) -> str:
    """Whether there is enough of it for an answer, and why."""
    threshold = judged.gate.threshold
    if not done.sources:
        return f"{NONE_HANDED_ON}, so there is nothing to quote."
    said = f"The best chunk that is handed on has evidence **{judged.evidence:.2f}**, "
    if judged.known:
        return f"{said}at or above the threshold of {threshold:.2f}, so there is an answer."
    return (
        f"{said}below the threshold of {threshold:.2f}, so the honest answer is that it is not in "
        "there. The nearest chunks are there all the same: a nearest neighbour always exists."
    )
