"""Texts in other languages are noticed, English ones are not doubted."""

from __future__ import annotations

import numpy as np
import pytest

from core.embeddings import corpora, language, sentences
from core.embeddings.language import doubt
from core.retrieval import precomputed
from core.retrieval.evaluation_questions import labelled

ENGLISH = [
    "The kettle boils and we make tea for everyone in the house.",
    "She forgot her umbrella at the station yesterday evening.",
    "Our neighbours painted their fence green last summer.",
    "Please send me the invoice before the end of the week.",
    "This battery lasts much longer than the old one did.",
    "wireless headphones battery life poor",
    "cheap flights to Rome",
    "error 404 page not found",
    "Stainless steel water bottle 750 ml",
    "Kubernetes pod CrashLoopBackOff after upgrade",
    "import numpy as np",
    "Dr. Müller met García in São Paulo.",
]
OTHERS = {
    "de": [
        "Der Kessel kocht und wir machen Tee für alle im Haus.",
        "Sie hat gestern Abend ihren Regenschirm am Bahnhof vergessen.",
        "Unsere Nachbarn haben letzten Sommer ihren Zaun grün gestrichen.",
        "Bitte schicken Sie mir die Rechnung vor dem Ende der Woche.",
        "Diese Batterie hält viel länger als die alte.",
        "Wie lange hält der Akku?",
    ],
    "fr": [
        "La bouilloire chauffe et nous faisons du thé pour toute la maison.",
        "Elle a oublié son parapluie à la gare hier soir.",
        "Nos voisins ont peint leur clôture en vert l'été dernier.",
        "Merci de m'envoyer la facture avant la fin de la semaine.",
        "Où se trouve la gare ?",
    ],
    "es": [
        "El hervidor está hirviendo y hacemos té para todos en la casa.",
        "Ella olvidó su paraguas en la estación ayer por la noche.",
        "Nuestros vecinos pintaron su valla de verde el verano pasado.",
        "¿Cuánto dura la batería?",
    ],
    "it": [
        "Il bollitore fischia e prepariamo il tè per tutti in casa.",
        "Ieri sera ha dimenticato l'ombrello alla stazione.",
        "I nostri vicini hanno dipinto la recinzione di verde.",
        "Quanto dura la batteria?",
    ],
    "pt": [
        "A chaleira está fervendo e fazemos chá para todos na casa.",
        "Ela esqueceu o guarda-chuva na estação ontem à noite.",
        "Os nossos vizinhos pintaram a cerca de verde no verão passado.",
    ],
    "nl": [
        "De ketel kookt en we zetten thee voor iedereen in huis.",
        "Ze is gisteravond haar paraplu op het station vergeten.",
        "Onze buren hebben vorige zomer hun hek groen geverfd.",
    ],
    "pl": [
        "Czajnik się gotuje i robimy herbatę dla wszystkich w domu.",
        "Wczoraj wieczorem zapomniała parasola na dworcu.",
        "Nasi sąsiedzi pomalowali płot na zielono zeszłego lata.",
    ],
    "tr": [
        "Su ısıtıcısı kaynıyor ve evdeki herkes için çay yapıyoruz.",
        "Dün akşam şemsiyesini istasyonda unuttu.",
        "Komşularımız geçen yaz çitlerini yeşile boyadı.",
    ],
    "sv": [
        "Vattenkokaren kokar och vi gör te till alla i huset.",
        "Hon glömde sitt paraply på stationen i går kväll.",
        "Våra grannar målade sitt staket grönt förra sommaren.",
    ],
    "fi": [
        "Kattila kiehuu ja keitämme teetä kaikille talossa.",
        "Hän unohti sateenvarjonsa asemalle eilen illalla.",
    ],
    "vi": [
        "Ấm nước đang sôi và chúng tôi pha trà cho cả nhà.",
        "Tối qua cô ấy để quên ô ở nhà ga.",
    ],
    "id": [
        "Ketel mendidih dan kami membuat teh untuk semua orang di rumah.",
        "Dia lupa membawa payungnya di stasiun tadi malam.",
    ],
    "ru": [
        "Чайник кипит, и мы готовим чай для всех в доме.",
        "Вчера вечером она забыла зонт на вокзале.",
    ],
    "el": [
        "Ο βραστήρας βράζει και φτιάχνουμε τσάι για όλους.",
    ],
    "ja": [
        "やかんが沸いたので、みんなにお茶をいれます。",
        "このイヤホンは音がいいです。",
    ],
    "zh": [
        "水壶开了，我们给大家泡茶。",
    ],
    "ko": [
        "주전자가 끓어서 모두를 위해 차를 끓입니다.",
    ],
    "ar": [
        "الغلاية تغلي ونصنع الشاي للجميع في البيت.",
    ],
    "hi": [
        "केतली उबल रही है और हम सबके लिए चाय बनाते हैं।",
    ],
    "th": [
        "กาต้มน้ำเดือดแล้วเราชงชาให้ทุกคนในบ้าน",
    ],
}


@pytest.mark.parametrize("name", list(OTHERS))
def test_another_language_is_noticed(name: str) -> None:
    said = doubt(OTHERS[name])
    assert said.startswith("The encoder has learned English")
    assert said.endswith("as similar.")


def test_most_single_sentences_of_other_languages_are_noticed() -> None:
    texts = [text for texts in OTHERS.values() for text in texts]
    assert len(texts) >= 50
    assert np.mean([bool(doubt([text])) for text in texts]) > 0.8


def test_no_english_text_of_the_app_is_doubted() -> None:
    """Nor a question to the handbook, whose words are those of a field."""
    asked = [*(one.text for one in labelled()), *sum(precomputed.unanswered().values(), ())]
    texts = [*precomputed.handbook_sentences(), *corpora.topics().texts, *asked]
    assert len(texts) > 700
    assert [text for text in texts if doubt([text])] == []
    assert doubt(texts) == doubt(corpora.words().texts) == ""


def test_short_texts_with_names_and_code_are_not_doubted() -> None:
    assert [text for text in ENGLISH if doubt([text])] == []
    assert doubt(ENGLISH) == ""


@pytest.mark.parametrize("texts", [[], [""], ["Zugspitze"], ["42", "?!"], ["π ≈ 3.14"], ["日本"]])
def test_where_little_is_known_nothing_is_said(texts: list[str]) -> None:
    assert doubt(texts) == ""


def test_words_of_english_texts_are_nearly_whole() -> None:
    """The number that the sentence compares with."""
    words = " ".join(precomputed.handbook_sentences()).split()
    cut = sentences.tokenizer().encode_batch(
        [word for word in words if word.isalpha()], add_special_tokens=False
    )
    assert np.mean([len(word) for word in cut]) == pytest.approx(language.ENGLISH, abs=0.06)
