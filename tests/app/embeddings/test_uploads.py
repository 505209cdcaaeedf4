"""Own texts, vectors and images: encoded, mapped, and answered where they cannot be read."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app.views.embeddings import uploads
from core.convolution.images import DIGITS
from core.embeddings import encoders, sentences, words
from core.embeddings.choices import IMAGES, TEXTS, VECTORS
from tests.app.embeddings.visit import choose, pca, said, whole


def test_what_was_brought_is_there_after_a_visit_to_another_view(page: AppTest) -> None:
    choose(pca(page), encoders.WORDS, TEXTS)
    page.text_area(key="embeddings-own-pasted").set_value("dog\ncat\ncow\npig\nhen\nrain").run()
    assert "6 vectors" in said(whole(page))
    whole(page.segmented_control(key="embeddings_view").set_value("Text and image").run())
    whole(page.segmented_control(key="embeddings_view").set_value("Map").run())
    assert "6 vectors" in said(page)


def test_many_texts_are_encoded_in_parts_stopped_and_gone_on_with(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def encode(texts):
        asked.append(len(texts))
        return words.encode_texts(texts)

    asked: list[int] = []
    monkeypatch.setattr(sentences, "encode_texts", encode)
    choose(pca(page), encoders.SENTENCES, TEXTS)
    known = words.vocabulary().words
    texts = [f"{known[at]} {known[at + 3000]}" for at in range(2000)]
    page.text_area(key="embeddings-own-pasted").set_value("\n".join(texts))
    whole(page.run())
    job = page.session_state["embeddings-encoding"]
    assert job.encoding.done == 0  # the bar is drawn first, and what ships stays on the page
    assert "300 vectors" in said(page)
    halt = "embeddings-encoding-halt"
    whole(page.button(key=halt).click().run())
    assert job.halted
    assert page.button(key=halt).label == "Go on"
    whole(page.button(key=halt).click().run())
    assert not job.halted
    encoded(page)
    assert "2,000 vectors of 384 numbers" in said(page)
    assert max(asked) == uploads.PART
    assert sum(asked) == 2000


def encoded(at: AppTest) -> AppTest:
    """Let the job on the page take its parts, as the browser's timer would."""
    encoding = at.session_state["embeddings-encoding"].encoding
    while not encoding.finished:
        encoding.advance()
    return whole(at.run())


def test_a_word_nobody_knows_and_too_few_texts_are_answered(page: AppTest) -> None:
    choose(pca(page), encoders.WORDS, TEXTS)
    page.text_area(key="embeddings-own-pasted").set_value("dog\ncat").run()
    assert "Add at least five texts" in said(whole(page))
    page.text_area(key="embeddings-own-pasted").set_value("dog\ncat\ncow\nqqqq\nhen\nox").run()
    assert "contains none of the table" in said(whole(page))
    page.text_area(key="embeddings-own-pasted").set_value("dog\ncat\ncow\npig\nhen\nrain").run()
    assert "6 vectors of 384 numbers" in said(whole(page))


def test_own_vectors_have_a_map_and_bad_ones_a_sentence(page: AppTest) -> None:
    choose(pca(page), encoders.SENTENCES, VECTORS)
    file = io.BytesIO()
    np.save(file, np.random.default_rng(0).normal(size=(3000, 16)).astype(np.float32))
    key = "embeddings-vectors-file"
    page.file_uploader(key=key).set_value(("own.npy", file.getvalue(), "application/x-npy"))
    whole(page.run())
    assert "2,000 vectors of 16 numbers" in said(page)
    page.file_uploader(key=key).set_value(("bad.npy", b"junk", "application/x-npy"))
    whole(page.run())
    assert "This is not a .npy file" in said(page)
    assert "2,000 vectors of 16 numbers" in said(page)
    for view in page.segmented_control(key="embeddings_view").options[1:3]:
        whole(page.segmented_control(key="embeddings_view").set_value(view).run())
    whole(page.segmented_control(key="embeddings_view").set_value("Dimensions").run())
    page.select_slider(key="embeddings-sizes_dimensions").set_value(8)
    page.selectbox(key="embeddings-sizes_store").set_value("int8")
    whole(page.run())
    assert "Each of 500 vectors (vectors of own.npy) takes 8 bytes instead of 64" in said(page)
    assert "so cutting off the rest loses about as much" in said(page)
    assert "This view uses a random 500 of 2,000 items" in said(page)


def test_labels_name_and_colour_own_vectors_by_the_columns_that_are_chosen(page: AppTest) -> None:
    choose(pca(page), encoders.SENTENCES, VECTORS)
    rows = np.random.default_rng(0).normal(size=(12, 3)).round(3)
    cells = [",".join(map(str, row)) for row in rows]
    table = "word,kind,size,x,y,z\n" + "".join(
        f"w{at},{'ab'[at % 2]},s{at % 3},{row}\n" for at, row in enumerate(cells)
    )
    page.file_uploader(key="embeddings-vectors-file").set_value(
        ("own.csv", table.encode(), "text/csv")
    )
    whole(page.run())
    label, colour = (
        next(one for one in page.selectbox if one.label == name) for name in ("Label", "Colour by")
    )
    assert (label.value, colour.value) == ("word", "kind")
    assert colour.options == ["nothing", "word", "kind", "size"]
    assert drawn(page) == [6, 6]
    colour.set_value("size")
    whole(page.run())
    assert drawn(page) == [4, 4, 4]
    next(one for one in page.selectbox if one.label == "Label").set_value("kind")
    next(one for one in page.selectbox if one.label == "Colour by").set_value("nothing")
    whole(page.run())
    assert drawn(page) == [12]
    assert set(page.session_state["embeddings-map-stage-drawn"][0]) == {"a", "b"}
    upload = next(one for one in page.file_uploader if one.label.startswith("Labels"))
    upload.set_value(("kinds.txt", b"pet\ncar\n" * 6, "text/plain"))
    whole(page.run())
    assert drawn(page) == [6, 6]


def drawn(at: AppTest) -> list[int]:
    """How many things each colour on the map has."""
    return [len(rows) for rows in at.session_state["embeddings-map-stage-drawn"][1]]


def test_texts_that_are_cut_or_in_another_language_are_told(page: AppTest) -> None:
    choose(pca(page), encoders.SENTENCES, TEXTS)
    german = ["Der Hund schläft im Garten.", "Die Katze jagt eine Maus.", "Das Auto ist kaputt."]
    texts = [*german, "Wir kochen heute Abend Suppe.", "Morgen regnet es wieder.", german[0]]
    page.text_area(key="embeddings-own-pasted").set_value("\n".join(texts)).run()
    assert "1 line that repeats another" in said(whole(page))
    assert "The encoder has learned English" in said(page)


def test_own_images_are_seen_by_an_encoder_that_takes_them(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(pca(page), encoders.SENTENCES, IMAGES)
    assert "takes no images" in said(page)
    monkeypatch.setattr(
        sentences,
        "encode_images",
        lambda pictures: np.stack([one.pixels[0, :, 0].astype(np.float32) for one in pictures]),
        raising=False,
    )
    whole(page.run())
    sent = []
    for at in range(22):
        file = io.BytesIO()
        Image.new("RGB", (8, 8), (at * 9, 0, 0)).save(file, "PNG")
        sent.append((f"{at}.png", file.getvalue(), "image/png"))
    sent[1] = ("broken.png", b"junk", "image/png")
    page.file_uploader(key="embeddings-images-file").set_value(sent)
    whole(page.run())
    assert "Only the first 20 of 22 are used" in said(page)
    assert "broken.png" in said(page)
    assert "19 vectors of 8 numbers" in said(page)
    whole(page.segmented_control(key="embeddings_view").set_value("Text and image").run())
    whole(page.segmented_control(key="embeddings_view").set_value("Map").run())
    assert "19 vectors of 8 numbers" in said(page)


def test_own_images_are_as_large_for_the_network_as_for_raw_pixels(page: AppTest) -> None:
    choose(pca(page), "images (CNN)", IMAGES)
    sent = []
    for at in range(6):
        file = io.BytesIO()
        Image.new("RGB", (40, 60), (at * 40, 0, 90)).save(file, "PNG")
        sent.append((f"{at}.png", file.getvalue(), "image/png"))
    page.file_uploader(key="embeddings-images-file").set_value(sent)
    whole(page.run())
    assert "6 vectors of 32 numbers" in said(page)
    assert "CNN trained on shapes" in said(page)
    assert "32 by 32 pixels in colour" in said(page)
    whole(page.selectbox(key="embeddings-of_encoder").set_value("images (raw pixels)").run())
    assert "6 vectors of 3072 numbers" in said(page)
    assert "32 by 32 pixels in colour" in said(page)
    whole(page.selectbox(key="embeddings-images-as").set_value(DIGITS).run())
    assert "6 vectors of 64 numbers" in said(page)
    assert "a digit of 8 by 8 pixels" in said(page)
    whole(page.selectbox(key="embeddings-of_encoder").set_value("images (CNN)").run())
    assert "CNN trained on digits" in said(page)
    assert page.selectbox(key="embeddings-images-as").value == DIGITS
    broken = ("broken.png", b"junk", "image/png")
    page.file_uploader(key="embeddings-images-file").set_value([broken])
    assert "6 vectors of 64 numbers" in said(whole(page.run())), "those from before stay"
