"""Skip-gram: the loss of the paper, the pairs of the text, and groups that really form."""

from __future__ import annotations

import runpy

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from core.embeddings.learn_export import skip_gram_script, vectors_tsv
from core.embeddings.plane import axes, seen_along
from core.embeddings.recall import same_group, same_group_by_chance
from core.embeddings.skip_gram import (
    ANALOGIES,
    CORPORA,
    GROUPED,
    PRESETS,
    Run,
    Settings,
    loss_of,
    noise_of,
    pairs_of,
    ranks,
    space,
)
from core.embeddings.toy_corpus import GROUP_OF, PEOPLE, sentences, vocabulary

SMALL = Settings(sentences=300, batch=64)


def test_the_loss_is_binary_cross_entropy_of_the_right_word_and_the_wrong_ones() -> None:
    rng = torch.Generator().manual_seed(0)
    centres, right = torch.randn(2, 7, 4, generator=rng)
    wrong = torch.randn(7, 3, 4, generator=rng)
    logits = torch.einsum("nd,nkd->nk", centres, torch.cat([right[:, None], wrong], dim=1))
    target = torch.zeros(7, 4)
    target[:, 0] = 1
    expected = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="sum")
    torch.testing.assert_close(loss_of(centres, right, wrong), expected / 7)


def test_pairs_are_all_words_within_the_window_of_a_sentence() -> None:
    texts = sentences(20, seed=3)
    words = vocabulary()
    expected = sorted(
        (words.index(text[i]), words.index(text[j]))
        for text in texts
        for i in range(len(text))
        for j in range(len(text))
        if i != j and abs(i - j) <= 2
    )
    assert sorted(map(tuple, pairs_of(texts, 2).tolist())) == expected


def test_negatives_are_drawn_by_frequency_to_the_three_quarters() -> None:
    pairs = np.array([[0, 1]] * 16 + [[0, 2]])
    noise = noise_of(pairs)
    assert noise.sum().item() == pytest.approx(1)
    assert (noise[1] / noise[2]).item() == pytest.approx(8)


def test_the_first_loss_is_that_of_a_coin_for_each_pair() -> None:
    run = Run(Settings(negatives=4))
    assert run.frame().validation[0] == pytest.approx(5 * np.log(2), rel=1e-5)


def test_neighbours_and_analogies_form() -> None:
    run = Run(Settings())
    before = run.frame()
    for _ in range(500):
        run.advance()
    after = run.frame()
    chance = same_group_by_chance(tuple(GROUP_OF.values()))
    assert before.purity[-1] < 2 * chance
    assert after.purity[-1] > 0.9
    assert after.validation[-1] < 0.5 * before.validation[-1]
    assert sum(rank <= 2 for rank in after.ranks) >= 3
    assert min(before.ranks) > 2


def test_few_sentences_are_learnt_by_heart() -> None:
    run = Run(PRESETS["Too few sentences"])
    for _ in range(400):
        run.advance()
    frame = run.frame()
    assert frame.validation[-1] > 1.2 * frame.train[-1]
    assert frame.purity[-1] < 0.6


def test_the_same_settings_give_the_same_frames_and_frames_change_nothing() -> None:
    one, other = Run(SMALL), Run(SMALL)
    for _ in range(30):
        one.advance()
        other.advance()
        other.frame()
    first, second = one.frame(), other.frame()
    for name in ("places", "neighbours", "cosines", "validation", "purity"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()
    assert first.ranks == second.ranks
    one.total = one.step + 10
    for _ in range(10):
        one.advance()
    with pytest.raises(RuntimeError, match="budget"):
        one.advance()


def test_the_map_keeps_still() -> None:
    """From one step to the next no word moves far, whatever the principal components do."""
    run = Run(SMALL)
    last = run.frame().places
    for _ in range(100):
        run.advance()
        places = run.frame().places
        assert np.abs(places - last).max() < 0.5
        last = places


def test_an_analogy_ranks_the_answer_among_all_but_its_question() -> None:
    vectors = np.zeros((len(vocabulary()), 3), np.float32)
    words = vocabulary()
    for word, (royal, _, gender) in PEOPLE.items():
        vectors[words.index(word)] = [royal == "royal", gender == "she", 0]
    a, b, c, answer = ANALOGIES[0]
    vectors[words.index(answer)] = [1, 1, 0]
    assert ranks(vectors)[0] == 1
    vectors[words.index("dog")] = [2, 2, 0]
    assert ranks(vectors)[0] == 2
    assert {a, b, c} <= set(words)


def test_no_word_is_in_two_groups_and_all_are_said() -> None:
    said = {word for text in sentences(3000, seed=0) for word in text}
    assert said == set(vocabulary())
    assert len(vocabulary()) == len(set(vocabulary()))


def test_the_words_that_ship_have_pure_neighbours() -> None:
    shipped = space(CORPORA[0])
    assert len(shipped) == GROUPED
    assert same_group(shipped.vectors, shipped.groups) > 0.97
    with pytest.raises(ValueError, match="no corpus"):
        space("junk")


def test_the_axes_are_sklearns_pca_and_come_to_it_from_any_others() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((40, 6)) * [5, 4, 1, 1, 1, 1]
    expected = PCA(2).fit(vectors)
    found = axes(vectors)
    places = seen_along(vectors, found)
    np.testing.assert_allclose(np.abs(places), np.abs(expected.transform(vectors)), atol=1e-4)
    moved = np.linalg.qr(rng.standard_normal((6, 2)))[0]
    for _ in range(40):
        moved = axes(vectors, moved)
    np.testing.assert_allclose(moved.T @ moved, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(moved @ moved.T, found @ found.T, atol=1e-6)  # the same plane
    np.testing.assert_allclose(axes(vectors, moved), moved, atol=1e-6)  # and there it stays


def test_the_program_runs_alone_and_finds_neighbours(tmp_path, capsys) -> None:
    path = tmp_path / "program.py"
    path.write_text(skip_gram_script(Settings(sentences=300), steps=200))
    runpy.run_path(str(path))
    assert "king: " in capsys.readouterr().out


def test_vectors_can_be_read_back() -> None:
    run = Run(SMALL)
    header, *rows = vectors_tsv(run).splitlines()
    assert header.split("\t")[:3] == ["word", "group", "d1"]
    read = np.array([row.split("\t")[2:] for row in rows], float)
    np.testing.assert_allclose(read, run.vectors, rtol=1e-4)
