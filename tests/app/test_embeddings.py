"""The page on embeddings shows shipped items at once, and encodes and maps the learner's."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app.figures.embeddings import geometry as directions
from app.figures.embeddings import map as mapping
from app.figures.embeddings import neighbours as nearness
from app.figures.embeddings import points as drawing
from app.figures.embeddings import seeds
from app.plot.pack import pack
from app.theme import DARK, LIGHT, Theme
from app.views.embeddings import cache, uploads
from core.convolution.images import DIGITS
from core.embeddings import encoders, geometry, sentences, words
from core.embeddings.choices import AXES, IMAGES, SHIPPED, TEXTS, VECTORS
from core.embeddings.export import vectors_tsv
from core.embeddings.faithfulness import faithfulness
from core.embeddings.neighbours import lengths, neighbours, similarity, values
from core.embeddings.projection import PCA, Settings, lay_out
from core.embeddings.space import Space

ROOT = Path(__file__).parents[2]


def check(*panels) -> None:
    """Plotly's own checks, words for those who cannot see, and a message the browser can read."""
    for panel in panels:
        go.Figure(panel.data, panel.layout)
        assert panel.title
        assert len(panel.alt) > 20
    message = pack(
        [{str(at): panel for at, panel in enumerate(panels)}], [""], {"rows": []}
    ).encode()
    header = message[4 : 4 + int.from_bytes(message[:4], "little")]
    assert b"NaN" not in header


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_map_can_be_drawn_in_every_colour(theme: Theme, dimensions: int) -> None:
    space = words.space()
    places = lay_out(space.vectors, Settings(method=PCA, dimensions=dimensions)).points
    found = faithfulness(space.vectors, places)
    by_group = drawing.by_label(space.groups, theme)
    assert sorted(np.concatenate([part.rows for part in by_group])) == list(range(len(space)))
    assert len({(part.colour, part.symbol) for part in by_group}) == len(by_group)
    for parts in (by_group, drawing.by_share(found.kept, theme)):
        extra = mapping.threads(places, 3, np.array([5, 7]), theme)
        extra.append(mapping.spot(places[:1], theme, name="new", texts=["<b>new"]))
        check(
            mapping.chart(places, parts, space.texts, theme, title="Map", extra=extra),
            mapping.kept_by_group(found, parts, theme),
            mapping.kept_by_group(found, drawing.by_label([""] * len(space), theme), theme),
        )


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_neighbours_and_directions_can_be_drawn(theme: Theme) -> None:
    space = words.space()
    query, parts = space.vectors[0], drawing.by_label(space.groups, theme)
    found = neighbours(space.vectors, query, 5)
    flat = lay_out(space.vectors[:9], Settings(method=PCA)).points
    cosines = values(space.vectors, query, "cosine")
    both = {name: geometry.spread(flat, list("aabbccdde")) for name in ("Seed 0", "Seed 1")}
    check(
        nearness.reasons(cosines, lengths(space.vectors), found, space.texts, theme, height=300),
        nearness.matrix(similarity(space.vectors[:4]), space.texts[:4], theme),
        directions.parallelogram(flat, space.texts[:9], 5, theme),
        directions.ranked(space.texts[:5], found[0].values, theme, title="Near", x="cosine"),
        directions.success([geometry.Score("capitals", 3, 4, 5)], theme),
        directions.plane(cosines, None, parts, space.texts, ("a", "b"), None, theme),
        directions.plane(cosines, cosines, parts, space.texts, ("a", "b"), ("c", "d"), theme),
        directions.crossing(np.eye(3), ["a", "b", "c"], ["x", "y", "z"], theme),
        seeds.sizes(both, theme),
    )


def test_names_lie_where_their_points_are_and_not_on_one_another() -> None:
    rng = np.random.default_rng(0)
    # Three groups in one place, and one in two places of which one has more points.
    points = rng.normal(size=(90, 2)).astype(np.float32) * 0.2
    points[60:85] += (4, 4)
    points[85:] -= (4, 4)
    labels = ["here"] * 20 + ["also here"] * 20 + ["also this"] * 20 + ["there"] * 30
    named = drawing.names(points, drawing.by_label(labels, LIGHT), LIGHT)
    place = {one["text"]: np.array([one["x"], one["y"]]) for one in named}
    assert np.linalg.norm(place["there"] - 4) < 1  # or a line beside, so as not to hide it
    together = [place[name] for name in ("here", "also here", "also this")]
    for one, other in combinations(together, 2):
        assert np.abs(one - other).max() > drawing.LINE * 8
    (moved,) = drawing.names(
        points, drawing.by_label([""] * 60 + ["there"] * 30, LIGHT), LIGHT, clear=[place["there"]]
    )
    assert np.abs([moved["x"], moved["y"]] - place["there"]).max() > 0.1
    grey = drawing.by_label(["a", "none", "a"], LIGHT, nowhere="none")
    assert [(part.name, part.rows.tolist()) for part in grey] == [("", [1]), ("a", [0, 2])]


def test_a_name_does_not_hide_the_group_that_it_names() -> None:
    points = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32) * 0.02
    points[30:] += (4, 4)
    names = drawing.names(points, drawing.by_label(["one"] * 30 + ["two"] * 30, LIGHT), LIGHT)
    for at, group in zip(names, (points[:30], points[30:]), strict=True):
        away = np.abs(group - [at["x"], at["y"]])
        assert (away[:, 1] < drawing.LINE * 4 / 2).mean() < 0.5  # most are above or below it
        assert away[:, 1].max() < drawing.LINE * 4 * 2


def test_images_travel_once_and_each_point_names_its_own() -> None:
    images = np.arange(4 * 9, dtype=np.uint8).reshape(4, 3, 3)
    places = np.random.default_rng(0).normal(size=(4, 2)).astype(np.float32)
    parts = drawing.by_label(["b", "a", "b", "a"], LIGHT)
    chart = mapping.chart(places, parts, list("wxyz"), LIGHT, title="Map", images=images)
    assert chart.thumbnails.shape == (4, 3, 3, 3)
    assert (chart.thumbnails[2, ..., 1] == images[2]).all()
    assert [trace["customdata"].tolist() for trace in chart.data] == [[0, 2], [1, 3]]
    message = pack([{"map": chart}, {"map": chart}], ["", ""], {"rows": []}).encode()
    assert message.count(chart.thumbnails.tobytes()) == 1


def test_words_under_the_pointer_are_words_and_nothing_else() -> None:
    said = drawing.words("<b>bold</b> & " + "long " * 100)
    # Plotly acts on tags and entities: what it shows is the text, letter by letter.
    assert said.startswith("&lt;b&gt;bold&lt;/b&gt; &amp; long")
    assert len(said) < 250
    assert drawing.words("") == "–"


def test_the_first_map_waits_for_no_library() -> None:
    heavy = ("torch", "sklearn", "umap", "scipy", "sentence_transformers", "pandas")
    code = (
        "import sys\nfrom streamlit.testing.v1 import AppTest\n"
        f"at = AppTest.from_file({str(ROOT / 'app' / 'main.py')!r}, default_timeout=60).run()\n"
        "at.switch_page('../pages/embeddings.py').run()\n"
        "assert at.get('bidi_component') and not at.exception\n"
        "assert any('Warming up' in one.value for one in at.caption)\n"
        f"print(*[name for name in {heavy} if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == []


@pytest.fixture
def page() -> AppTest:
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    return whole(at.switch_page("../pages/embeddings.py").run())


def whole(at: AppTest) -> AppTest:
    assert not at.exception, at.exception[0].message
    return at


def said(at: AppTest) -> str:
    return "\n".join(one.value for one in (*at.markdown, *at.caption, *at.warning))


def choose(at: AppTest, encoder: str, data: str) -> AppTest:
    at.selectbox(key="embeddings-of_encoder").set_value(encoder).run()
    return whole(at.selectbox(key="embeddings-of_data").set_value(data).run())


def pca(at: AppTest) -> AppTest:
    """The map that needs no library, so that what is tested is quick."""
    return whole(at.selectbox(key="embeddings_method").set_value(PCA).run())


def test_what_cannot_be_read_leaves_the_picture_and_is_answered(page: AppTest) -> None:
    choose(pca(page), encoders.WORDS, SHIPPED)
    whole(page.segmented_control(key="embeddings_view").set_value("Neighbours").run())
    page.text_input(key="embeddings-typed").set_value("qqqq").run()
    assert "contains none of the table" in said(whole(page))
    assert "Nearest to **" in said(page)
    whole(page.segmented_control(key="embeddings_view").set_value("Geometry").run())
    page.text_input(key="embeddings-analogy-c").set_value("girl").run()
    assert "king − man + girl" in said(whole(page))
    page.text_input(key="embeddings-analogy-c").set_value("qqqq").run()
    assert "contains none of the table" in said(whole(page))
    assert "king − man + girl" in said(page)
    page.selectbox(key="embeddings-geometry_part").set_value(AXES).run()
    page.text_input(key="embeddings-axis-words-0").set_value("").run()
    assert "Enter a word or a sentence for both ends" in said(whole(page))
    assert "“big” minus “small”" in said(page)


def test_only_what_can_be_asked_is_offered(page: AppTest) -> None:
    choose(pca(page), "items (shopping baskets)", SHIPPED)
    whole(page.segmented_control(key="embeddings_view").set_value("Neighbours").run())
    assert page.pills(key="embeddings-preset").options == ["Click or type"]
    page.text_input(key="embeddings-typed").set_value("honey").run()
    assert "Nearest to **honey**" in said(whole(page))


def test_what_was_brought_is_there_after_a_visit_to_another_view(page: AppTest) -> None:
    choose(pca(page), encoders.WORDS, TEXTS)
    page.text_area(key="embeddings-own-pasted").set_value("dog\ncat\ncow\npig\nhen\nrain").run()
    assert "6 vectors" in said(whole(page))
    whole(page.segmented_control(key="embeddings_view").set_value("Text finds images").run())
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
    assert "no better than those, so cutting off the rest" in said(page)
    assert "This view uses a random 500 of 2,000 items" in said(page)


def test_words_about_own_vectors_go_with_their_labels(page: AppTest) -> None:
    choose(pca(page), encoders.SENTENCES, VECTORS)
    whole(page.segmented_control(key="embeddings_view").set_value("Geometry").run())
    page.selectbox(key="embeddings-geometry_part").set_value(AXES)
    bring_vectors(page, seed=0)
    assert "“row 6” minus “row 1”" in said(page)
    labels = next(one for one in page.file_uploader if "Labels" in one.label)
    labels.set_value(("labels.txt", b"a\nb\nc\nd\ne\nf", "text/plain"))
    assert "“f” minus “a”" in said(whole(page.run()))
    assert not page.warning
    bring_vectors(page, seed=1)
    assert "“row 6” minus “row 1”" in said(page), "other vectors, which these labels do not name"
    bring_vectors(page, seed=0)
    assert "“f” minus “a”" in said(page)


def test_success_is_measured_of_the_very_vectors_and_not_of_as_many_others(page: AppTest) -> None:
    choose(pca(page), encoders.WORDS, SHIPPED)
    whole(page.segmented_control(key="embeddings_view").set_value("Geometry").run())
    sentence = re.compile(r"Of the app's \d+ analogies, .*")
    before = sentence.search(said(page))[0]
    shown = words.space()
    other = replace(shown, vectors=np.ascontiguousarray(shown.vectors[::-1]))
    sent = ("own.tsv", vectors_tsv(other).encode(), "text/plain")
    choose(page, encoders.WORDS, VECTORS)
    page.file_uploader(key="embeddings-vectors-file").set_value(sent)
    after = sentence.search(said(whole(page.run())))[0]
    assert f"among {len(shown)} words" in before
    assert f"among {len(shown)} words" in after
    assert before != after


def test_clusters_of_the_same_vectors_are_called_by_the_words_that_these_have_now() -> None:
    vectors = np.repeat(np.eye(2, 4, dtype=np.float32), 4, axis=0)
    space = Space("own", vectors, tuple(f"row {at}" for at in range(8)), ("",) * 8, "")
    before = cache.clusters(space, count=2)
    named = replace(space, texts=("apple",) * 4 + ("brick",) * 4)
    assert set(cache.clusters(named, count=2).names) == {"apple", "brick"} != set(before.names)


def bring_vectors(page: AppTest, seed: int) -> None:
    """Upload six vectors as a file."""
    file = io.BytesIO()
    np.save(file, np.random.default_rng(seed).normal(size=(6, 4)).astype(np.float32))
    sent = (f"own {seed}.npy", file.getvalue(), "text/plain")
    page.file_uploader(key="embeddings-vectors-file").set_value(sent)
    whole(page.run())


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
    whole(page.segmented_control(key="embeddings_view").set_value("Text finds images").run())
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
