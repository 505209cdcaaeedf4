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
    "How and why": SearchSettings(),
    "A definition": SearchSettings(question="What does a residual block compute?"),
    "A rare name": SearchSettings(question="What is RoPE?", method="hybrid"),
    "Found, but badly quoted": SearchSettings(question="What helps against vanishing gradients?"),
    "Related, but not covered": SearchSettings(question="What is a Boltzmann machine?"),
    "Unrelated": SearchSettings(question="How do I bake sourdough bread?"),
}


NONE_HANDED_ON = "With the settings in the sidebar, the search returns no chunk"


@dataclass(frozen=True)
class Judged:
    """The judgement of a question: its evidence, and the threshold for an answer."""

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
        f"{len(done.sources)} source{'s' * (len(done.sources) != 1)}): everything that a language "
        f"model would know of these documents. The encoder's tokenizer counts the tokens; "
        "those of other models differ slightly.",
        _evidence(done, judged),
        f"The threshold comes from {len(gate.answered)} questions that the handbook answers and "
        f"{len(gate.unanswered)} that it does not, with the same chunks and search. On questions "
        f"not used to choose it, it refuses **{percent(gate.refused)}** of the answerable and "
        f"answers **{percent(gate.made_up)}** of the others, with evidence from {gate.kind}."
        + (" Your own documents use the same threshold." if judged.own_documents else ""),
    ]
    if right:
        found, quoted = (
            ", ".join(f"{kind} {percent(share[at])}" for kind, share in right.items())
            for at in (0, 1)
        )
        sentences.append(
            "Of the labelled questions, the retrieved chunks contain the right passage, or a "
            f"sentence of it, for: {found}. The answer of {settings.quoted} "
            f"sentence{'s' * (settings.quoted != 1)} quotes it for: {quoted}. The search causes "
            f"the first gap. The second arises because each sentence is scored "
            "alone, and a sentence in different words from the question scores low. A language "
            "model can read the whole prompt and combine it."
        )
    return sentences


def _evidence(done: Grounded, judged: Judged) -> str:
    """Whether there is enough of it for an answer, and why."""
    threshold = judged.gate.threshold
    if not done.sources:
        return f"{NONE_HANDED_ON}, so there is nothing to quote."
    said = f"The best retrieved chunk has evidence **{judged.evidence:.2f}**, "
    if judged.known:
        return f"{said}at or above the threshold of {threshold:.2f}, so there is an answer."
    return (
        f"{said}below the threshold of {threshold:.2f}, so the honest answer is that the documents "
        f"do not cover it. The search still returns chunks: a nearest neighbour always exists."
    )
