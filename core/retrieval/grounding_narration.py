"""Presets of grounding, and what it did in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.percent import percent
from core.retrieval.answerability import Gate
from core.retrieval.grounding import Grounded, GroundingSettings, Right
from core.retrieval.presets import PARAPHRASE
from core.retrieval.settings import SearchSettings
from core.retrieval.token_count import token_count

PRESETS = {
    "How and why": SearchSettings(),
    "A definition": SearchSettings(question="What does a residual block compute?"),
    "A rare name": SearchSettings(question="What is RoPE?", method="hybrid"),
    "Found, but badly quoted": SearchSettings(question=PARAPHRASE),
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
        "those of other models differ.",
        _evidence(done, judged),
        ("You set the threshold by hand. " if settings.by_hand else "The app chose the threshold. ")
        + f"It is measured on {len(gate.answered)} questions that the handbook answers and "
        f"{len(gate.unanswered)} that it does not, with the same chunks and search, and evidence "
        f"from {gate.kind}. {_errors(gate, settings)}"
        + (
            " Your own documents use the same threshold; how often it errs on them is not known."
            if judged.own_documents
            else ""
        ),
    ]
    if right:
        found, quoted = (
            ", ".join(f"{kind} {percent(share[at])}" for kind, share in right.items())
            for at in (0, 1)
        )
        sentences.append(
            "Of the labelled questions, the retrieved chunks contain the right passage, or a "
            f"sentence of it, for: {found}. The answer of {settings.quoted} "
            f"sentence{'s' * (settings.quoted != 1)} quotes it for: {quoted}. The search "
            "missed the other passages. Where a passage was found but not quoted, other sentences "
            "scored higher. A language model reads the whole prompt."
        )
    return sentences


def _errors(gate: Gate, settings: GroundingSettings) -> str:
    """How often the threshold errs, and on which questions that was measured."""
    among = "Of these questions" if settings.by_hand else "Of those not used to choose it"
    return (
        f"{among}, it refuses **{percent(gate.refused)}** of the answerable and answers "
        f"**{percent(gate.made_up)}** of the others."
    )


def refusal(done: Grounded, judged: Judged) -> str:
    """Why there is no answer, and how often such a refusal is wrong."""
    if not done.sources:
        return f"{NONE_HANDED_ON}."
    return (
        f"The evidence is {judged.evidence:.2f}; an answer needs {judged.gate.threshold:.2f}. "
        f"The answer may still be there: this threshold refuses "
        f"{percent(judged.gate.refused)} of the questions that the handbook answers."
    )


def _evidence(done: Grounded, judged: Judged) -> str:
    """Whether there is enough of it for an answer."""
    threshold = judged.gate.threshold
    if not done.sources:
        return f"{NONE_HANDED_ON}, so there is nothing to quote."
    said = f"The retrieved chunks have evidence **{judged.evidence:.2f}**, "
    if judged.known:
        return f"{said}at or above the threshold of {threshold:.2f}, so there is an answer."
    return (
        f"{said}below the threshold of {threshold:.2f}, so no answer is given. The search returns "
        "chunks for every question: a nearest neighbour always exists."
    )
