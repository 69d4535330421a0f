"""The encoder against the same model written out in numpy, in every script we may meet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.errors import ConfigurationError
from bot.nlu.encoder import MAX_TOKENS, SentenceEncoder, encoded_ahead, shared_encoder
from bot.nlu.sentencepieces import Tokenizer, build
from bot.nlu.weights import Weights, weights_path
from bot.paths import BUILD

from .reference import Reference, token_ids

LINES = {
    "Latin": "will the police tell the home office about me?",
    "Latin with marks": "¿la policía le dirá a inmigración dónde vivo?",
    "Arabic": "هل تخبر الشرطة دائرة الهجرة عني؟",
    "Urdu": "کیا پولیس ہوم آفس کو میرے بارے میں بتائے گی؟",
    "Cyrillic": "полиция сообщит обо мне в миграционную службу?",
    "Devanagari": "क्या पुलिस मेरे बारे में बताएगी?",
    "Bengali": "পুলিশ কি আমার কথা জানাবে?",
    "Han": "警察会告诉移民局我的事吗",
    "Thai": "ตำรวจจะบอกตรวจคนเข้าเมืองไหม",
    "Ethiopic": "ፖሊስ ስለ እኔ ይናገራል?",
    "Vietnamese": "công an có báo cho bộ nội vụ về tôi không?",
    "Tamil": "காவல்துறை என்னைப் பற்றி சொல்லுமா",
    "Roman Urdu": "kya police home office ko mere bare me batayegi",
    "unknown signs": "help 🜨🜨 𓀀 me",
    "one letter": "a",
    "nothing": "-",
}


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights(weights_path())


@pytest.fixture(scope="module")
def reference(weights: Weights) -> Reference:
    return Reference(weights)


@pytest.fixture(scope="module")
def tokenizer(weights: Weights, tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    path = tmp_path_factory.mktemp("tokenizer") / "pieces.model"
    build(weights, path)
    return Tokenizer(weights, path)


@pytest.mark.parametrize("script", LINES)
def test_tokens_are_those_of_a_plain_search_for_the_best_cut(script: str, weights: Weights, tokenizer: Tokenizer) -> None:
    assert tokenizer.ids(LINES[script], MAX_TOKENS) == token_ids(weights, LINES[script])


@pytest.mark.parametrize("script", LINES)
def test_vectors_are_those_of_the_plain_model(script: str, weights: Weights, reference: Reference) -> None:
    wanted = reference.encode(token_ids(weights, LINES[script]))
    found = shared_encoder().encode([LINES[script]])[0]
    assert found.dtype == np.float32
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-4)
    assert float(found @ wanted) >= 0.999


def test_a_batch_gives_what_each_line_gives_alone() -> None:
    together = shared_encoder().encode(list(LINES.values()))
    alone = np.concatenate([shared_encoder().encode([line]) for line in LINES.values()])
    assert (together * alone).sum(axis=1).min() >= 0.999


def test_long_texts_are_cut_to_the_limit(tokenizer: Tokenizer) -> None:
    ids = tokenizer.ids("help " * 500, MAX_TOKENS)
    assert len(ids) == MAX_TOKENS
    assert ids[-1] == tokenizer.ids("a", MAX_TOKENS)[-1], "the end mark stays"
    assert shared_encoder().encode(["help " * 500]).shape == (1, 384)


def test_vectors_computed_ahead_are_used_and_forgotten() -> None:
    mark = np.full(384, 0.5, np.float32)
    honest = shared_encoder().encode(["a message"])[0]
    with encoded_ahead({"a message": mark}):
        found = shared_encoder().encode(["a message", "another"])
        assert (found[0] == mark).all()
        assert not (found[1] == mark).any()
    assert shared_encoder().encode(["a message"])[0] == pytest.approx(honest)


def test_vectors_computed_ahead_are_forgotten_after_an_error() -> None:
    with pytest.raises(RuntimeError), encoded_ahead({"a message": np.zeros(384, np.float32)}):
        raise RuntimeError
    assert shared_encoder().encode(["a message"])[0].any()


@pytest.mark.parametrize("kind", ["*.onnx", "*.model"])
@pytest.mark.parametrize("content", [b"", b"not a model", b"\x08\x09" + bytes(500)])
def test_a_damaged_file_says_what_to_do(kind: str, content: bytes, tmp_path: Path) -> None:
    shared_encoder()
    for built in (*BUILD.glob("e5-small-*.onnx"), *BUILD.glob("e5-small-*.model")):
        (tmp_path / built.name).symlink_to(built)
    damaged = next(tmp_path.glob(kind))
    damaged.unlink()
    damaged.write_bytes(content)
    with pytest.raises(ConfigurationError, match=f"Delete .*{damaged.name}.* and start again"):
        SentenceEncoder(tmp_path)


def test_a_missing_file_is_built_again(tmp_path: Path) -> None:
    encoder = SentenceEncoder(tmp_path)
    line = LINES["Arabic"]
    assert float(encoder.encode([line])[0] @ shared_encoder().encode([line])[0]) >= 0.9999


def test_another_file_is_not_taken_for_weights(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(bytes(200))
    with pytest.raises(ConfigurationError, match=r"weights\.bin"):
        Weights(tmp_path / "weights.bin")
