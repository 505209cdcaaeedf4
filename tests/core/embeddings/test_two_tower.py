"""Two towers: the loss, captions and what fits them, and how good the shipped towers are."""

from __future__ import annotations

import runpy
from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.stats import hypergeom

from core.data.images import Picture
from core.embeddings import scenes, two_tower
from core.embeddings.contrastive import DIRECTIONS, SHOWN, TRAINED, WEIGHTS, Run, Settings
from core.embeddings.learn_export import tower_script
from core.embeddings.recall import by_chance, recall_at, top
from core.embeddings.scenes import ALL, UNSEEN, VOCABULARY, WORDS, Scene
from core.embeddings.towers import as_counts, info_nce

SMALL = Settings(images=50, batch=8, dimensions=4)


STAR = Scene("small", "red", "star", "stripes")


def test_the_loss_is_a_softmax_along_rows_and_columns() -> None:
    rng = torch.Generator().manual_seed(0)
    images, texts = torch.nn.functional.normalize(torch.randn(2, 5, 3, generator=rng), dim=2)
    powers = (images @ texts.T / 0.2).exp()
    own = powers.diag()
    expected = -((own / powers.sum(dim=1)).log().mean() + (own / powers.sum(dim=0)).log().mean())
    torch.testing.assert_close(info_nce(images, texts, 0.2), expected / 2)


def test_a_caption_fits_its_scene_and_a_whole_one_no_other() -> None:
    rng = np.random.default_rng(0)
    everything = list(dict.fromkeys(scenes.some(4000, 0, ALL)))
    assert len(everything) == 2 * 8 * 6 * 4
    for scene in everything[:60]:
        whole = scenes.caption(scene, rng)
        short = scenes.caption(scene, rng, whole=False)
        assert scenes.fitting([whole], everything).sum() == 1
        assert scenes.fitting([whole, short], [scene]).all()
        assert scenes.asked(short).items() <= vars(scene).items()
        assert not scenes.unknown(whole + " " + short)


def test_every_word_means_one_thing_and_others_are_named() -> None:
    said = [word for values in WORDS.values() for words in values.values() for word in words]
    assert len(said) == len(set(said))
    assert len(VOCABULARY) == len(set(VOCABULARY))
    assert scenes.asked("the RED star, on stripes!") == {
        "colour": "red",
        "shape": "star",
        "ground": "stripes",
    }
    assert scenes.unknown("a zebra-like red Zebra") == ["zebra", "like"]
    assert as_counts(["a red red zebra"]).sum() == 3


def test_kept_pairs_are_never_trained_on() -> None:
    assert not any(scene.unseen for scene in scenes.some(2000, 5))
    held_out = two_tower.held_out().scenes
    assert {(scene.colour, scene.shape) for scene in held_out if scene.unseen} == UNSEEN


def test_pictures_follow_from_the_seed_and_show_the_colour() -> None:
    chosen = [replace(STAR, size="large", shape="disc", ground="plain")] * 4
    one, same, other = scenes.drawn(chosen, 1), scenes.drawn(chosen, 1), scenes.drawn(chosen, 2)
    assert (one == same).all()
    assert (one != other).any()
    red, green, _ = one[:, 14:18, 14:18].reshape(-1, 3).mean(axis=0)
    assert red > 2 * green


def test_recall_counts_any_right_answer_among_the_first() -> None:
    scores = np.array([[0.9, 0.8, 0.1], [0.2, 0.1, 0.3], [0.5, 0.4, 0.3]])
    right = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], bool)
    assert recall_at(scores, right, 1) == 0.5
    assert recall_at(scores, right, 2) == 1.0
    many = np.zeros((1, 20), bool)
    many[0, :3] = True
    assert by_chance(many, 5) == pytest.approx(1 - hypergeom(20, 3, 5).pmf(0))


def test_the_first_are_those_of_a_sort() -> None:
    scores = np.random.default_rng(0).standard_normal((6, 200))
    for k in (1, 5, 60, 500):
        np.testing.assert_array_equal(top(scores, k), np.argsort(-scores, axis=1)[:, :k])


def test_training_brings_pairs_together_and_repeats_itself() -> None:
    one, other = Run(SMALL), Run(SMALL)
    for _ in range(20):
        one.advance()
        other.advance()
        other.frame()
    first, second = one.frame(), other.frame()
    assert first.images.tobytes() == second.images.tobytes()
    assert first.validation.tobytes() == second.validation.tobytes()
    assert first.cosines.shape == (SHOWN, SHOWN)
    run = Run(Settings(images=200, batch=32))
    for _ in range(80):
        run.advance()
    frame = run.frame()
    assert frame.validation[-1] < 0.85 * frame.validation[0]
    assert min(frame.recalls[name][-1] for name in DIRECTIONS) > 5 * run.chance


def test_a_run_can_start_with_the_shipped_towers_and_leaves_them_alone() -> None:
    before = two_tower.encode_texts(["a red star"])
    run = Run(Settings(start=TRAINED, images=50, batch=8))
    assert run.frame().recalls[DIRECTIONS[0]][-1] > 0.9
    run.advance()
    np.testing.assert_array_equal(two_tower.encode_texts(["a red star"]), before)


def test_how_good_the_shipped_towers_are_on_held_out_pictures() -> None:
    to_image, to_text = (two_tower.measured()[name] for name in DIRECTIONS)
    assert to_image.at_1 > 0.95
    assert to_image.at_5 > 0.99
    assert to_text.at_1 > 0.87
    assert to_text.at_5 > 0.98
    assert to_image.unseen > 0.9  # of colours and shapes that never stood together
    assert to_text.unseen > 0.5
    assert to_image.chance < 0.01
    assert WEIGHTS.stat().st_size < 2_000_000


def test_any_picture_has_a_vector() -> None:
    rng = np.random.default_rng(0)
    grey = Picture("grey", rng.integers(0, 255, (8, 8), np.uint8), "")
    wide = Picture("wide", rng.integers(0, 255, (40, 300, 3), np.uint8), "")
    vectors = two_tower.encode_images([grey, wide])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    held = two_tower.space(two_tower.PICTURES)
    first = Picture("first", held.images[0], "")
    np.testing.assert_allclose(two_tower.encode_images([first])[0], held.vectors[0], atol=1e-5)


def test_the_program_runs_alone(tmp_path, capsys) -> None:
    path = tmp_path / "program.py"
    path.write_text(tower_script(SMALL, steps=4))
    runpy.run_path(str(path))
    assert "recall@1" in capsys.readouterr().out
