"""Grounding: the prompt with and without retrieval, and the answers to both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from app import controls, encoder, page, plot, theme, warm_up
from app.figures.retrieval import grounding as figures
from app.markdown import escape_markdown
from app.views.retrieval import downloads
from app.views.retrieval.library import asked, chosen
from app.views.retrieval.writing import generator, written
from core.cache import shared
from core.retrieval import answerability, grounding
from core.retrieval.documents import handbook
from core.retrieval.encode import shipped_library
from core.retrieval.generator import Generator
from core.retrieval.grounding import Grounded, GroundingSettings
from core.retrieval.grounding_narration import PRESETS, Judged, about, refusal
from core.retrieval.precomputed import needs_encoder
from core.retrieval.search import Hit, Library, search
from core.retrieval.settings import FIRST_QUESTION, Chunking, SearchSettings


def show(slug: str) -> None:
    """The view: both answers, what they rest on, and both prompts in full."""
    own = f"{slug}-grounding"
    with st.sidebar:
        settings = controls.settings(own, GroundingSettings)
        model = generator(slug)
    searching, library = chosen(slug)
    controls.presets(slug, PRESETS, searching)
    question = searching.question
    vector = asked(question)
    hits = search(library, question, searching, vector)
    done = grounded(question, hits, library, vector, settings)
    theirs = library.documents != handbook()
    judging = shipped_library(Chunking()) if theirs else library
    # The measurement uses the labelled questions, not the learner's question.
    same = replace(searching, question=FIRST_QUESTION)
    judged = Judged(
        answerability.evidence(library, question, vector, hits, settings.kind),
        answerability.judge(
            labelled_evidence(judging.chunking, same, settings.kind, judging),
            settings.kind,
            settings.worse,
            settings.set_to,
        ),
        theirs,
    )
    right = {}
    if not theirs and library.chunking.cut != "characters":
        quoting = GroundingSettings(quoted=settings.quoted, kind=settings.kind)
        right = shares(library.chunking, same, quoting, library)  # whatever the threshold is
    answers(slug, done, judged, model)
    colours = theme.current()
    panels = {
        "sentences": figures.sentences(done, judged.known, colours),
        "gate": figures.gate(judged.gate, judged.evidence, colours),
        "errors": figures.errors(judged.gate, colours),
    }
    if right:
        panels["quoted"] = figures.quoted(right, settings.quoted, colours)
    plot.show(
        panels,
        key=f"{own}-stage",
        rows=[[("sentences", 3), ("gate", 2)], [("quoted", 3), ("errors", 2)]],
    )
    page.explanation(slug, about(done, judged, settings, right))
    prompts(done)
    page.code(
        slug,
        {
            "the prompt": grounding.prompt,
            "the answer": grounding.candidates,
            "the evidence": answerability.evidence,
            "the threshold": answerability.judge,
        },
        downloads=lambda: downloads.grounding(slug, done),
    )
    warm_up.status(slug, warm_up.ENCODER, meanwhile=warm_up.EXAMPLES)


def grounded(
    question: str,
    hits: list[Hit],
    library: Library,
    vector: np.ndarray,
    settings: GroundingSettings,
) -> Grounded:
    """What the answer rests on; says so while the encoder is being loaded for sentences."""
    texts = tuple(grounding.hit_sentences(hits))
    if needs_encoder(texts):
        encoder.ready()
    return grounding.ground(question, hits, library, vector, settings)


@shared
def labelled_evidence(
    chunking: Chunking, searching: SearchSettings, kind: str, _library: Library
) -> np.ndarray:
    """The evidence of the labelled questions in the handbook, cut and searched like this."""
    return answerability.labelled_evidence(_library, searching, kind)


@shared
def shares(
    chunking: Chunking,
    searching: SearchSettings,
    settings: GroundingSettings,
    _library: Library,
) -> dict[str, grounding.Right]:
    """How often the right passage of the handbook, cut like this, is found and quoted."""
    return grounding.quoted_right(_library, searching, settings)


def answers(slug: str, done: Grounded, judged: Judged, model: Generator | None) -> None:
    """The answers without and with retrieval, side by side."""
    without, using = st.columns([2, 3])
    with without.container(border=True, key=f"{slug}-without"):
        st.markdown("**Without retrieval**")
        if model:
            st.markdown(escape_markdown(written(model, done.bare)))
            st.caption(
                f"{escape_markdown(model.name)} wrote this from its training, without a source."
            )
        else:
            st.markdown("*There is only the question and no source to answer it from.*")
            st.caption(
                "A language model would answer from memory; you can switch one on in the sidebar."
            )
    with using.container(border=True, key=f"{slug}-with"):
        st.markdown("**With retrieval**, quoted from the sources")
        if judged.known and done.answer:
            quotes = " ".join(
                f"{escape_markdown(one.text)} **[{one.source}]**" for one in done.answer
            )
            st.markdown(quotes)
            used = sorted({one.source for one in done.answer})
            st.caption(" · ".join(f"[{at}] {escape_markdown(done.sources[at - 1])}" for at in used))
        else:
            st.markdown(f"*{grounding.NOT_FOUND}*")
            st.caption(refusal(done, judged))
        if model:
            st.markdown(escape_markdown(written(model, done.prompt)))
            st.caption(
                f"{escape_markdown(model.name)} wrote this from the prompt with the sources."
            )


def prompts(done: Grounded) -> None:
    """Both prompts in full."""
    without, using = st.columns([2, 3])
    without.markdown("**The prompt without retrieval**")
    without.code(done.bare, language=None, wrap_lines=True)
    using.markdown("**The prompt with retrieval**, in full")
    using.code(done.prompt, language=None, wrap_lines=True)
