"""The encoding of a text: certain and silent, or guessed and told."""

from __future__ import annotations

import pytest

from core.parsing.encoding import decoded
from core.parsing.text import read_text

CYRILLIC = "имя,город,возраст\nАнна,Москва,31\nИван,Казань,25\n"
CHINESE = "姓名,城市,年龄\n王伟,北京,31\n李娜,上海,25\n"
JAPANESE = "名前,都市,年齢\n佐藤,東京,31\n鈴木,大阪,25\n"
GERMAN = "Name,Größe,Straße\nJürgen,1.82,Hauptstraße\n"


@pytest.mark.parametrize("text", [CYRILLIC, CHINESE, JAPANESE, GERMAN, "a,b\n1,2\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_what_is_certain_is_read_in_silence(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding), "") == (text, "")


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (CYRILLIC, "cp1251", "Cyrillic"),
        ("id,класс\n1,да\n2,нет\n3,да\n", "cp1251", "Cyrillic"),
        ("# данные о продажах\n" + "1.5,2.5\n" * 9_000, "cp1251", "Cyrillic"),
        (CHINESE, "gb18030", "Chinese"),
        ("x,类别\n1,是\n2,否\n", "gb18030", "Chinese"),
        (JAPANESE, "shift_jis", "Japanese"),
        ("商品,価格\nりんご,120\nバナナ,80\n", "shift_jis", "Japanese"),
        (GERMAN, "cp1252", "Western European"),
        ("nom,ville\nRené,Orléans\nZoé,Besançon\n", "cp1252", "Western European"),
        ("nombre,año\nJosé,1999\nNuñez,2000\n", "cp1252", "Western European"),
        ("price,temp\n12 €,3 °C\n£5,±2\n", "cp1252", "Western European"),
        ("a" * 900_000 + "\nJosé, René\n", "cp1252", "Western European"),  # at once, too
        (GERMAN, "utf-16-le", "UTF-16"),
        (CHINESE, "utf-16-be", "UTF-16"),
        ("a,b\n1,2\n", "utf-16-le", "UTF-16"),
    ],
)
def test_a_guess_is_right_and_told(text: str, encoding: str, said: str) -> None:
    read, note = decoded(text.encode(encoding), "")
    assert read == text
    assert said in note
    assert note.startswith("The file does not say its encoding")


def test_bytes_of_no_encoding_are_read_as_something_and_told() -> None:
    read, note = decoded(b"a,b\n1,\x81\xff\n", "")  # 0x81 is no sign of Windows-1252
    assert read.startswith("a,b\n1,")
    assert note


@pytest.mark.parametrize("content", [b"a,b\n1,\x002\n", b"\xff\xfea", bytes(range(256)) * 20])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"This is not a text file\. Use words\."):
        decoded(content, "Use words.")


def test_a_text_says_how_it_was_read() -> None:
    assert read_text(CYRILLIC.encode(), "a.txt").notes == ()
    assert "Cyrillic" in read_text(CYRILLIC.encode("cp1251"), "a.txt").notes[0]
