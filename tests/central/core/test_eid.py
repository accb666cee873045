"""BankID's QR code and sentences (R60)."""

import hashlib
import hmac
import re
from pathlib import Path

import pytest
from bankid6.message import Messages, get_bankid_collect_message

from central.core.eid import FAILED, PENDING, qr_content, sentence

VECTORS = Path(__file__).parents[4] / "shared" / "data" / "bankid" / "qr-vectors.tsv"
WORDS = Path(__file__).parents[3] / "central/web/static/visit/eid/words"
TOKEN, SECRET = "67df3917-fa0d-44e5-b327-edcc928297f8", "d28db9a7-4cde-429e-a983-359be676944c"
PUBLISHED = "dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8"


def test_r60_the_code_of_the_published_example() -> None:
    assert qr_content(TOKEN, SECRET, 0) == f"bankid.{TOKEN}.0.{PUBLISHED}"


def test_r60_the_code_is_another_one_each_second_and_holds_no_secret() -> None:
    shown = [qr_content(TOKEN, SECRET, second) for second in range(30)]
    assert len(set(shown)) == 30
    assert all(SECRET not in one and len(one) <= 111 for one in shown)
    right = hmac.new(SECRET.encode(), b"29", hashlib.sha256).hexdigest()
    assert shown[29].endswith(f".29.{right}")


@pytest.mark.skipif(not VECTORS.is_file(), reason=f"not here: {VECTORS}")
def test_r60_the_code_of_every_vector() -> None:
    for line in VECTORS.read_text().splitlines()[1:]:
        token, secret, second, content = line.split("\t")
        assert qr_content(token, secret, int(second)) == content


def test_r60_every_hint_has_its_sentence_and_an_unknown_one_too() -> None:
    assert sentence("outstandingTransaction", pending=True, elsewhere=True) == "rfa1"
    assert sentence("outstandingTransaction", pending=True, elsewhere=False) == "rfa13"
    assert sentence("startFailed", pending=False, elsewhere=True) == "rfa17b"
    assert sentence("userSign", pending=True, elsewhere=False) == "rfa9"
    assert sentence("somethingNew", pending=True, elsewhere=False) == "rfa21"
    assert sentence("somethingNew", pending=False, elsewhere=True) == "rfa22"


def words(language: str) -> dict[str, str]:
    """The page's sentences by their key."""
    text = (WORDS / f"{language}.js").read_text()
    return dict(re.findall(r'"eid\.([\w.-]+)": "((?:[^"\\]|\\.)*)"', text))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_r60_every_sentence_stands_in_both_languages(language: str) -> None:
    keys = {key for table in (PENDING, FAILED) for pair in table.values() for key in pair}
    assert keys | {"rfa21", "rfa22"} <= set(words(language))


@pytest.mark.parametrize("key", ["rfa1", "rfa3", "rfa6", "rfa8", "rfa13", "rfa16", "rfa22"])
def test_r60_a_foreign_client_says_the_official_sentences_as_we_do(key: str) -> None:
    official = getattr(Messages, key.upper())
    for language, said in (("sv", official.swedish), ("en", official.english)):
        ours = words(language)[key]
        assert _plain(ours) == _plain(said)


@pytest.mark.parametrize("pending", [True, False])
def test_r60_a_foreign_client_tells_the_hints_by_the_same_sentences(pending: bool) -> None:
    """Where the sentence is for identification and signing alike."""
    for hint, (here, elsewhere) in (PENDING if pending else FAILED).items():
        told = get_bankid_collect_message("pending" if pending else "failed", hint)
        for key, mode in ((here, "onfile"), (elsewhere, "qrcode")):
            if key in ("rfa1", "rfa3", "rfa6", "rfa8", "rfa13", "rfa16") and hint in told:
                assert _plain(told[mode]["sv"]) == _plain(words("sv")[key])


def _plain(text: str) -> str:
    return text.replace("’", "'").rstrip(".").strip()
