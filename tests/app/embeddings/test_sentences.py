"""What is said of learning, and of text and image, holds for any settings."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.embeddings.learn import towers, words
from app.theme import LIGHT
from core.data.images import Picture
from core.embeddings import contrastive, scenes, skip_gram, text_and_image, two_tower
from core.embeddings import text_and_image_narration as narration
from core.embeddings.toy_corpus import GROUP_OF
from tests.strategies import any_settings
from tests.sweep import number, shorter, sweep


@shorter
@given(any_settings(skip_gram.Settings), st.integers(0, 45))
def test_words_that_learn(settings: skip_gram.Settings, steps: int) -> None:
    run = skip_gram.Run(replace(settings, batch=min(settings.batch, 64)))
    first = run.frame()
    for _ in range(steps):
        run.advance()
    frame = run.frame()
    said = words.in_words(first, frame)
    groups = np.array(list(GROUP_OF.values()))
    chance = np.mean([(groups == group).sum() - 1 for group in groups]) / (len(groups) - 1)
    assert f"chance is {100 * chance:.0f}%" in said[0]
    now = frame.purity[-1]
    assert f"{100 * now:.0f}% belong to its own group" in said[0]
    error = np.sqrt(chance * (1 - chance) / (5 * len(groups)))
    assert ("no clear difference from chance" in said[0]) == (now <= chance + 3 * error)
    if len(frame.steps) > 1:
        losses_hold(said[2], frame, 1.05)


@shorter
@given(any_settings(contrastive.Settings), st.integers(0, 25))
def test_towers_that_learn(settings: contrastive.Settings, steps: int) -> None:
    run = contrastive.Run(replace(settings, images=min(settings.images, 200)))
    for _ in range(steps):
        run.advance()
    frame = run.frame()
    said = towers.in_words(frame, run.chance, run.batch)
    assert f"{min(settings.batch, len(run.training.scenes)) - 1} others of its batch" in said[1]
    images, texts = run._vectors(contrastive.SHOWN)
    gap = np.linalg.norm(images.mean(axis=0) - texts.mean(axis=0))
    assert abs(number(r"are ([\d.]+) apart", said[2]) - gap) < 0.0051
    apart = np.linalg.norm(frame.images - frame.texts, axis=1).mean()
    note = towers.pair_map(frame, run.validation, LIGHT).note
    assert f"a pair is {apart:.2f} apart on this map" in note
    worse = min(frame.recalls[name][-1] for name in contrastive.DIRECTIONS)
    error = np.sqrt(run.chance * (1 - run.chance) / contrastive.VALIDATION)
    assert ("not clearly better than chance" in said[1]) == (worse <= run.chance + 2 * error)
    if len(frame.steps) > 1:
        losses_hold(said[3], frame, 1.15)


def losses_hold(said: str, frame, worse: float) -> None:
    """Memorising is named only where validation got worse while training got better."""
    at = int(np.argmin(frame.validation))
    rose = frame.validation[-1] > worse * frame.validation[at]
    fell = frame.train[-1] < frame.train[at]
    assert ("memorising" in said) == bool(rose and fell)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_first_rounds_memorise_nothing_and_few_sentences_are_memorised(seed: int) -> None:
    settings = replace(skip_gram.PRESETS["Too few sentences"], seed=seed)
    run = skip_gram.Run(settings)
    first = run.frame()
    for _ in range(60 * run.round):
        run.advance()
    frame = run.frame()
    assert "memorising" in words.in_words(first, frame)[2]
    # A frame that is shown again is described by what it knew.
    early = replace(
        frame,
        steps=frame.steps[:3],
        train=frame.train[:3],
        validation=frame.validation[:3],
        purity=frame.purity[:3],
    )
    assert "memorising" not in words.in_words(first, early)[2]


WORDS = [*scenes.VOCABULARY, "zebra", "rot", "not"]


@sweep
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), st.integers(0, 399))
def test_text_and_image(chosen: list[str], place: int) -> None:
    text = " ".join(chosen)
    hits = text_and_image.pictures_for((text,), 8)
    said = " ".join(narration.about_hits(hits))
    meant = {
        word: (attribute, value)
        for attribute, values in scenes.WORDS.items()
        for value, called in values.items()
        for word in called
    }
    wanted = dict(meant[word] for word in chosen if word in meant)
    shown = two_tower.held_out()
    fits = [
        bool(wanted) and all(getattr(scene, name) == value for name, value in wanted.items())
        for scene in shown.scenes
    ]
    if wanted:
        near = sum(fits[at] for at in hits.places[0])
        assert f"{near} of the 8 nearest pictures fit; of all 400, {sum(fits)} do" in said
    else:
        assert "it cannot be said which pictures fit" in said
        assert not hits.fit.any()
    strange = [word for word in chosen if word not in scenes.VOCABULARY]
    assert ("did not occur in training" in said) == bool(strange)
    assert ("the model sees an empty text" in said) == (len(strange) == len(chosen))
    assert ("other words decide what fits" in said) == bool(strange and wanted)
    # A held-out picture, and one that is nothing but noise.
    picture = Picture("one", shown.pixels[place], "A picture")
    told = text_and_image.texts_for(picture, 6)
    fit = scenes.fitting(told.texts, [shown.scenes[place]])[:, 0].tolist()
    about = narration.about_captions(picture, told, shown.scenes[place], fit)
    assert f"{sum(fit)} of the 6 nearest captions fit" in about[0]
    noise = Picture(
        "n", np.random.default_rng(place).integers(0, 255, (32, 32, 3)).astype("u1"), ""
    )
    about = narration.about_captions(noise, text_and_image.texts_for(noise, 6), None, None)[0]
    vectors = two_tower.encode_texts(shown.texts)
    best = (vectors @ two_tower.encode_images([noise])[0]).max()
    theirs = (vectors @ two_tower.encode_pixels(shown.pixels).T).max(axis=0)
    assert abs(float(re.search(r"best cosine is ([\d.]+)", about)[1]) - best) < 0.0051
    assert ("as high as" in about) == ((theirs <= best).mean() >= 0.5)
