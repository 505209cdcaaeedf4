"""What ships: static words, sentences, and how good their vectors are."""

from __future__ import annotations

import numpy as np
import pytest

from core.embeddings import corpora, encoders, narration, sentences, words


def test_static_words_have_one_vector_each_and_a_text_is_their_mean() -> None:
    one = words.encode_texts(["bank", "river", "The bank of the River!"])
    the, of = words.encode_texts(["the"])[0], words.encode_texts(["of"])[0]
    np.testing.assert_allclose(one[2], (2 * the + of + one[0] + one[1]) / 5, atol=1e-6)
    with pytest.raises(ValueError, match="contains none of the table"):
        words.encode_texts(["qqqq ☃"])
    listed = corpora.words()
    assert set(listed.texts) <= set(words.vocabulary().words)
    shipped = words.space().vectors
    np.testing.assert_allclose(shipped, words.encode_texts(listed.texts), atol=1e-3)


def test_shipped_sentences_are_the_encoders() -> None:
    space = sentences.space()
    some = slice(0, 300, 37)
    np.testing.assert_allclose(space.vectors[some], sentences.encode(space.texts[some]), atol=1e-3)


def test_every_corpus_is_whole() -> None:
    topics = corpora.topics()
    assert len(topics.texts) == len(set(topics.texts)) == 300
    assert len(set(topics.groups)) == 10
    for pairs in corpora.pairs().values():
        assert {text for pair in pairs for text in pair} <= set(topics.texts)
    known = set(corpora.words().texts)
    assert len(known) == len(corpora.words().texts) > 290
    for one in corpora.analogies():
        assert {one.a, one.b, one.c, one.answer} <= known
    for name in encoders.ENCODERS:
        for corpus in encoders.corpora_of(name):
            assert len(encoders.space(name, corpus)) >= 20
        with pytest.raises(ValueError, match="called junk"):
            encoders.space(name, "junk")
    with pytest.raises(ValueError, match="none of the encoders"):
        encoders.encoder("junk")


def test_paraphrases_are_nearer_than_near_misses() -> None:
    space = sentences.space()
    row = {text: at for at, text in enumerate(space.texts)}
    mean = {
        kind: np.mean([space.vectors[row[one]] @ space.vectors[row[other]] for one, other in pairs])
        for kind, pairs in corpora.pairs().items()
    }
    assert mean["paraphrases"] > mean["near_misses"]


def test_what_an_encoder_was_told_of_the_groups_is_said() -> None:
    said = {name: narration.about_groups(encoders.space(name))[0] for name in encoders.ENCODERS}
    told = [name for name, sentence in said.items() if not sentence.startswith("The encoder never")]
    assert told == ["images (CNN)", "text and image (two towers)"]
    assert "trained to distinguish exactly these classes" in said[told[0]]
