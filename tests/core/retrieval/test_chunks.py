"""Chunks: each is a stretch of its document, nothing is lost, and the knobs say what they do."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.retrieval.chunks import LONGEST, LONGEST_SENTENCE, WAYS, Document, cut, sentences
from core.retrieval.documents import handbook
from core.retrieval.settings import Chunking

TEXT = """# Title

## First

One is here. Two follows. "Three?" Four!

## Second
Five ends. Six."""

texts = st.text(st.sampled_from("ab .!?\n#A1\f"), max_size=400)
chunkings = st.builds(
    Chunking,
    cut=st.sampled_from(["characters", "sentences", "headings"]),
    characters=st.sampled_from([100, 150, 200]),
    sentences=st.integers(1, 10),
    overlap=st.sampled_from([0.0, 0.1, 0.25, 0.5]),
)


@given(texts, chunkings)
def test_chunks_are_stretches_in_order_and_hold_every_letter(text: str, chunking: Chunking) -> None:
    chunks = cut(Document("d", text), chunking)
    kept = [False] * len(text)
    for chunk in chunks:
        assert chunk.text == text[chunk.start : chunk.end]
        assert chunk.text == chunk.text.strip() != ""
        kept[chunk.start : chunk.end] = [True] * (chunk.end - chunk.start)
    assert all(there or not sign.strip() for there, sign in zip(kept, text, strict=True))
    assert all(a.start < b.start and a.end < b.end for a, b in pairwise(chunks))


def cut_into(chunking: Chunking, text: str = TEXT) -> list[str]:
    return [chunk.text for chunk in cut(Document("d", text), chunking)]


def test_sentences_keep_the_headings_above_them() -> None:
    found = [TEXT[start:end] for start, end in sentences(TEXT)]
    assert found == [
        "# Title\n\n## First\n\nOne is here.",
        "Two follows.",
        '"Three?"',
        "Four!",
        "## Second\nFive ends.",
        "Six.",
    ]


def test_a_window_of_sentences_repeats_its_share() -> None:
    none = cut_into(Chunking(sentences=2, overlap=0.0))
    assert [text.split()[-1] for text in none] == ["follows.", "Four!", "Six."]
    half = cut_into(Chunking(sentences=2, overlap=0.5))
    assert [text.split()[-1] for text in half] == ["follows.", '"Three?"', "Four!", "ends.", "Six."]


@pytest.mark.parametrize(("overlap", "step"), [(0.0, 100), (0.25, 75), (0.5, 50)])
def test_characters_begin_a_step_apart(overlap: float, step: int) -> None:
    text = "".join(chr(97 + i % 26) for i in range(430))
    chunks = cut(Document("d", text), Chunking(cut="characters", characters=100, overlap=overlap))
    assert [chunk.start for chunk in chunks] == [*range(0, len(chunks) * step, step)]
    assert all(len(chunk.text) == 100 for chunk in chunks[:-1])
    assert chunks[-1].end == len(text)


def test_headings_cut_where_the_author_did_and_chunks_know_theirs() -> None:
    chunks = cut(Document("d", TEXT), Chunking(cut="headings"))
    assert [chunk.heading for chunk in chunks] == ["First", "Second"]
    assert chunks[1].text.startswith("## Second")
    titled = chunks[1].searched(titled=True)
    assert titled == f"d: Second\n{chunks[1].text}"
    assert chunks[1].searched(titled=False) == chunks[1].text


def test_pages_are_cut_and_long_sections_end_with_a_sentence() -> None:
    assert cut_into(Chunking(cut="headings"), "Page one.\fPage two.") == ["Page one.", "Page two."]
    pieces = cut_into(Chunking(cut="headings"), "A sentence of some words. " * 300)
    assert len(pieces) > 3
    assert all(len(piece) <= LONGEST and piece.endswith(".") for piece in pieces)


@pytest.mark.parametrize("page", handbook(), ids=lambda page: page.title)
def test_a_page_of_the_handbook_is_short_and_has_headings(page: Document) -> None:
    assert 150 <= len(page.text.split()) <= 300
    assert 2 <= page.text.count("\n## ") <= 5
    assert page.text.startswith(f"# {page.title}\n")


def test_the_handbook_has_its_pages() -> None:
    assert len({page.title for page in handbook()}) == len(handbook()) >= 20


def test_what_never_ends_is_cut_between_words() -> None:
    words = "milk eggs flour " * 400
    parts = cut_into(Chunking(sentences=1, overlap=0.0), words)
    assert all(len(part) <= LONGEST_SENTENCE for part in parts)
    assert " ".join(parts).split() == words.split()
    assert len(parts) < 1.1 * len(words) / LONGEST_SENTENCE + 1
    letters = cut_into(Chunking(cut="headings"), "a" * (3 * LONGEST))
    assert [len(part) for part in letters] == [LONGEST] * 3


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize(
    "text", ["# a\n" * 60_000, "a page\f" * 30_000, "a" + "\n \n" * 80_000 + "b"]
)
def test_a_text_of_nothing_but_edges_is_cut_in_a_moment(way: str, text: str) -> None:
    begun = time.process_time()
    chunks = cut(Document("a", text), Chunking(cut=way))
    assert time.process_time() - begun < 2
    assert chunks[-1].end <= len(text)


@pytest.mark.parametrize(
    "parts",
    [
        ["Das Netz lernt.", "Über die Zeit wird es besser.", "Ähnlich ist es hier."],
        ["Ça va.", "Élan vital !", "« Oui. »", "Non."],
        ["Aprende.", "¿Qué aprende?", "¡Mucho!", "Ya."],
        ["Сеть учится.", "Она растёт.", "«Да.»", "Нет."],
        ["Το δίκτυο μαθαίνει.", "Έτσι απλά."],
        ["Er sagte: „Nein.“", "„Doch.“", "So war es."],
        ["See e.g. adam and vs. momentum.", "Then 3 more.", "[Done]"],
        ["नेटवर्क सीखता है।", "यह अच्छा है।"],
        ["ماذا تتعلم الشبكة؟", "تتعلم الأوزان.", "نعم!"],
        ["یہ سیکھتا ہے۔", "یہ اچھا ہے۔"],
        ["Ցանցը սովորում է։", "Դա լավ է։"],
        ["አውታሩ ይማራል።", "ጥሩ ነው።"],
    ],
)
def test_sentences_end_in_any_script(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_sentences_end_where_a_script_has_no_blanks() -> None:
    text = "网络在学习。它越来越好！为什么？因为有数据。"
    assert [text[start:end] for start, end in sentences(text)] == [
        "网络在学习。",
        "它越来越好！",
        "为什么？",
        "因为有数据。",
    ]


@pytest.mark.parametrize(
    "parts",
    [
        ["It ends.", "16.\nConclusion\nWe are done.", "Good."],
        ["7. Training\nIt learns.", "3.2. Loss\nIt falls.", "A. Proof\nTrivial.", "IV. Last\nEnd."],
        ["It has 3.", "12.\n\nResults of it."],
        ["See page 16.", "Then 3 more.", "So did I.", "Yes."],
    ],
)
def test_the_number_of_a_heading_or_a_list_is_no_sentence(parts: list[str]) -> None:
    text = "\n".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


@pytest.mark.parametrize(
    "code",
    [
        "   ```sh\n# a\n   ```",  # indented, as in a list
        "````\n```\n# a\n```\n````",  # a fence in a longer one
        "```\n# a\n```python\n# b\n```",  # what names a language closes nothing
        "~~~ `x`\n# a\n```\n# b\n~~~~",
        "```\n# never closed",
    ],
)
def test_fences_are_those_of_markdown(code: str) -> None:
    chunks = cut(Document("Readme", f"# Title #\n\nWords.\n\n{code}"), Chunking(cut="headings"))
    assert [chunk.heading for chunk in chunks] == ["Title"]


def test_code_in_a_line_is_no_fence() -> None:
    chunks = cut(Document("a", "```x``` and words.\n\n# Use\n\nWords."), Chunking(cut="headings"))
    assert [chunk.heading for chunk in chunks] == ["", "Use"]


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_a_comment_in_fenced_code_is_no_heading(fence: str) -> None:
    code = f"{fence}python\n# load\nimport x\n{fence}"
    text = f"# Install\n\nRun this.\n\n{code}\n\n## Use\n\nCall it.\n"
    chunks = cut(Document("Readme", text), Chunking(cut="headings"))
    assert [chunk.heading for chunk in chunks] == ["Install", "Use"]
    assert "# load" in chunks[0].text
