"""Search: what is handed on follows from the scores, and the shipped vectors are the encoder's."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA

from core.embeddings import sentences
from core.retrieval import export
from core.retrieval.chunking_grid import GRID, named, texts
from core.retrieval.chunks import Document, cut_all
from core.retrieval.documents import handbook
from core.retrieval.encode import ChunkEncoding, question_vector, shipped, shipped_library
from core.retrieval.evaluate import measure_shipped
from core.retrieval.evaluation_questions import labelled
from core.retrieval.search import Library, rank, search
from core.retrieval.settings import FIRST_QUESTION, METHODS, Chunking, SearchSettings

LIBRARY = shipped_library(Chunking())
DEFAULT = SearchSettings()


def found(**changes: object) -> list:
    settings = replace(DEFAULT, **changes)
    return search(LIBRARY, settings.question, settings, question_vector(settings.question))


@pytest.mark.parametrize("method", METHODS)
def test_hits_are_the_best_scores_in_order(method: str) -> None:
    hits = found(method=method, top=7)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    ranking = rank(LIBRARY, DEFAULT.question, question_vector(DEFAULT.question))
    assert scores == pytest.approx(np.sort(ranking.scores[method])[::-1][:7])
    assert [hit.stages[f"{method} rank"] for hit in hits] == [*range(1, 8)]
    assert all(hit.chunk is LIBRARY.chunks[hit.index] for hit in hits)
    assert all(word in hit.chunk.text.lower() for hit in hits for word in hit.words)


def test_words_alone_find_nothing_without_a_word() -> None:
    assert found(method="BM25", question="Quokkas?") == []
    assert found(method="BM25", question="") == []


def test_the_threshold_drops_what_is_less_like_the_question() -> None:
    cosines = [hit.stages["dense"] for hit in found(threshold=0.5, top=10)]
    assert cosines
    assert min(cosines) >= 0.5
    assert len(cosines) < len(found(top=10))
    assert all(hit.stages["dense"] >= 0.4 for hit in found(method="hybrid", threshold=0.4))
    assert found(threshold=0.8) == []


def test_mmr_spreads_the_hits_and_at_one_changes_nothing() -> None:
    def alike(hits: list) -> float:
        vectors = LIBRARY.vectors[[hit.index for hit in hits]]
        return float(np.triu(vectors @ vectors.T, 1).sum())

    for method in METHODS:
        usual = found(method=method)
        assert found(method=method, diverse=True, mmr_lambda=1.0) == usual
        assert alike(found(method=method, diverse=True, mmr_lambda=0.3)) < alike(usual)


def test_a_library_needs_a_vector_for_each_chunk() -> None:
    chunks = cut_all(handbook()[:1], Chunking())
    with pytest.raises(ValueError, match="vectors"):
        Library.of(handbook()[:1], Chunking(), chunks, LIBRARY.vectors[:1])
    with pytest.raises(ValueError, match="no text"):
        Library.of((), Chunking(), (), LIBRARY.vectors[:0])


def test_the_plane_is_scikit_learns() -> None:
    theirs = PCA(2).fit(LIBRARY.vectors)
    plane = LIBRARY.plane
    np.testing.assert_allclose(
        np.abs(plane.points), np.abs(theirs.transform(LIBRARY.vectors)), atol=1e-4
    )
    assert plane.share == pytest.approx(theirs.explained_variance_ratio_.sum(), abs=1e-5)
    np.testing.assert_allclose(plane.place(LIBRARY.vectors[3]), plane.points[3], atol=1e-6)


def test_shipped_vectors_are_as_fresh_ones() -> None:
    every = texts()
    some = np.random.default_rng(0).choice(len(every), 12, replace=False)
    fresh = sentences.encode([every[i] for i in some])
    assert (np.sum(fresh * shipped()["chunks"][some], axis=1) > 0.999).all()
    assert len(shipped()["chunks"]) == len(every)
    asked = sentences.encode([question.text for question in labelled()[::9]])
    assert (np.sum(asked * shipped()["questions"][::9], axis=1) > 0.999).all()
    assert sentences.encode([FIRST_QUESTION])[0] @ shipped()["first"][0] > 0.999


@pytest.mark.parametrize("chunking", GRID, ids=named)
def test_every_shipped_library_has_its_chunks_vectors(chunking: Chunking) -> None:
    library = shipped_library(chunking)
    assert library.chunks == cut_all(handbook(), chunking)
    assert np.linalg.norm(library.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert measure_shipped(chunking).keys() == set(METHODS)


def test_encoding_goes_batch_by_batch_and_ends_in_a_library() -> None:
    text = "Cats purr. Dogs bark. " * 20
    job = ChunkEncoding((Document("pets", text),), Chunking(sentences=1))
    done = [0]
    while not job.finished:
        job.advance()
        done.append(job.done)
    assert done == [0, 32, 40]
    library = job.library()
    hit = search(library, "a cat", replace(DEFAULT, top=1), question_vector("a cat"))[0]
    assert hit.chunk.text == "Cats purr."


def test_what_cannot_be_encoded_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="no text"):
        ChunkEncoding((Document("d", ""),), Chunking(sentences=1))


def test_of_too_many_chunks_the_first_are_encoded() -> None:
    job = ChunkEncoding((Document("d", "A b. " * 4000),), Chunking(sentences=1))
    assert (job.total, job.left_out) == (3000, 1000)


def test_the_program_runs_alone_and_ranks_by_words_as_the_page(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    page = next(page for page in handbook() if page.title == "Attention")
    for cut in ("sentences", "characters", "headings"):
        settings = replace(DEFAULT, question="What is RoPE?", method="BM25", cut=cut)
        program = export.script(settings, [page])
        space: dict = {"__name__": "__main__"}
        exec(compile(program, "program.py", "exec"), space)
        printed = capsys.readouterr().out
        chunks = cut_all([page], settings.chunking)
        vectors = np.ones((len(chunks), 1), np.float32)
        library = Library.of([page], settings.chunking, chunks, vectors)
        hits = search(library, settings.question, settings, np.ones(1, np.float32))
        assert f"{len(chunks)} chunks" in printed
        assert f"{hits[0].score:8.4f}  " in printed
        assert "Ranked by words only" in printed


def test_the_program_ranks_by_meaning_with_the_installed_weights_and_no_network(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = sentences.model()

    def model(weights: str, **more: object) -> object:
        assert (weights, more["local_files_only"]) == (str(sentences.folder()), True)
        return loaded

    monkeypatch.setattr("sentence_transformers.SentenceTransformer", model)
    program = export.script(DEFAULT, handbook())
    assert f"{len(handbook())} of {len(handbook())} documents" in program
    page = handbook()[0]
    exec(compile(export.script(DEFAULT, [page]), "program.py", "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out.split("\ndense: ")[1]
    texts = [chunk.text for chunk in cut_all([page], DEFAULT.chunking)]
    asked, *vectors = sentences.encode([DEFAULT.question, *texts])
    assert f"{max(np.array(vectors) @ asked):8.4f}  " in printed
    assert "\nhybrid: " in printed


def test_a_table_of_hits_holds_no_formula() -> None:
    hits = {"dense": found(top=3)}
    read = pd.read_csv(StringIO(export.hits_csv(hits)))
    assert list(read["cosine"]) == pytest.approx([hit.score for hit in hits["dense"]])
    chunks = cut_all([Document("=1+1", "=cmd|' /C calc'!A0")], Chunking())
    assert "\n'=1+1,,0,18,'=cmd" in export.chunks_csv(chunks)
