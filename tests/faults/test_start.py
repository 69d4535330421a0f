"""Starts that cannot succeed say one clear line and end with 1; those that can, do. Danger is answered meanwhile."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.paths import ROOT
from tests.faults.servers import failed_start, free_port, server

TRANSLATED = "إذا كنت في خطر الآن"


def model_of(project: Path) -> Path:
    return next((project / "models").iterdir())


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def scratched(path: Path) -> None:
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 100] = b"x" * 100
    path.write_bytes(data)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no model": (lambda project: model_of(project).unlink(), "Error: There is no trained model in models/. Run: waymark train"),
    "an empty model": (lambda project: model_of(project).write_bytes(b""), "cannot be read. Run: waymark train"),
    "content that is not YAML": (lambda project: (project / "content/facts/emergency.yml").write_text("topic: ["), "Error: emergency.yml: is not valid YAML"),
    "content that is not text": (lambda project: (project / "content/facts/emergency.yml").write_bytes(b"\xff\xfe"), "Error: emergency.yml: cannot be read as UTF-8 text"),
    "a damaged list of languages": (lambda project: (project / "locales/languages.json").write_text("{"), "Error: languages.json is missing or is not JSON. Restore it from git."),
    "a damaged template": (lambda project: (project / "bot/web/templates/plain.html").write_text("{% if"), "Error: bot/web/templates/plain.html is damaged. Restore it from git."),
    "a damaged directory": (lambda project: (project / "build/directory.sqlite").write_bytes(b"damaged" * 999), "run: waymark directory build"),
}  # fmt: skip
SLOW_DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a model cut short": (lambda project: cut(model_of(project)), "cannot be read. Run: waymark train"),
    "a scratched model": (lambda project: scratched(model_of(project)), "cannot be read. Run: waymark train"),
    "a damaged encoder": (lambda project: [cut(path) for path in (project / "build").glob("*.onnx")], "Error: A file of the encoder in build/ cannot be read."),
}  # fmt: skip


def assert_one_line(code: int, output: str, line: str) -> None:
    assert code == 1 and line in output, output
    assert output.startswith("Error: ") and output.count("\n") == 1, "one line, no traceback"


@pytest.mark.parametrize(("damage", "line"), DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_named_in_one_line(damage: Callable[[Path], object], line: str, project: Path, tmp_path: Path) -> None:
    damage(project)
    assert_one_line(*failed_start(tmp_path / "out", project), line)


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "line"), SLOW_DAMAGES.values(), ids=SLOW_DAMAGES)
def test_what_is_damaged_deeper_is_named_in_one_line(damage: Callable[[Path], object], line: str, project: Path, tmp_path: Path) -> None:
    damage(project)
    assert_one_line(*failed_start(tmp_path / "out", project), line)


def no_file_above(size: int) -> Callable[[], None]:
    """A disk that takes no more than `size` bytes of a file, as a full one does; unlike it, for one process only."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize(
    ("size", "missing", "line"),
    [
        (0, "", "Error: Nothing can be written to the folder for temporary files. Free some space there"),
        (20_000, "directory.sqlite", "Error: Nothing can be written to build/ or "),
    ],
    ids=["no room at all", "no room for the directory"],
)
def test_a_start_that_must_build_on_a_full_disk_says_so(size: int, missing: str, line: str, project: Path) -> None:
    if missing:
        (project / "build" / missing).unlink()
    # The output goes into a pipe: it would be a file that may not grow.
    result = subprocess.run(
        [sys.executable, "-m", "bot", "serve", "--port", str(free_port())], cwd=project, capture_output=True, text=True,
        preexec_fn=no_file_above(size), timeout=90, check=False,
    )  # fmt: skip
    assert_one_line(result.returncode, result.stderr, line)


@pytest.mark.slow
@pytest.mark.parametrize("size", [300_000, 5_000_000], ids=["no room for the model", "no room for the encoder"])
def test_a_start_on_a_nearly_full_disk_does_not_blame_the_model(size: int, project: Path, tmp_path: Path) -> None:
    for path in (project / "build").glob("*.onnx"):
        path.unlink()
    code, output = failed_start(tmp_path / "out", project, before=no_file_above(size))
    assert_one_line(code, output, "Error: Nothing can be written to build/ or ")


def test_a_damaged_catalog_is_spoken_in_english_and_the_operator_told(project: Path, tmp_path: Path) -> None:
    (project / "locales/ar/LC_MESSAGES/messages.po").write_bytes(b'msgid "broken\nmsgstr \xff')
    with server(tmp_path / "out", root=project) as running:
        status, page = running.get("/ar/danger")
        assert status == 200 and 'href="tel:999"' in page and TRANSLATED not in page
        assert '<html lang="ar" dir="rtl">' in page and 'lang="en" dir="ltr"' in page, "marked as English"
        assert running.get("/es/danger")[0] == 200 and running.get("/ar")[0] == 200
        lines = [line for line in running.output().splitlines() if "waymark.catalog.damaged" in line]
        assert len(lines) == 1 and "ar/LC_MESSAGES/messages.po is missing or damaged" in lines[0]


def test_danger_is_answered_while_the_engine_is_loading(trained_model: None, tmp_path: Path) -> None:
    with server(tmp_path / "out", well=False) as running:
        early, refused = [], 0
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                health = running.get("/healthz", 30)[0]
                danger = running.get("/ar/danger", 30)
                pressed = running.post("/es", b"choice=%2Femergency&state=abc")
                scripted = running.post("/api/messages", b'{"language": "ur", "choice": "/self_harm"}', "application/json")
                typed = running.post("/es", b"message=hola&state=abc")
                hook = running.post("/webhooks/whatsapp", b"{}", "application/json")
            except OSError:
                refused += 1
                assert not early, "once it answers, it does not stop"
                time.sleep(0.05)
                continue
            assert danger[0] == 200 and TRANSLATED in danger[1]
            assert pressed[0] == 200 and 'href="tel:999"' in pressed[1] and "llame al" in pressed[1]
            assert scripted[0] == 200 and "116 123" in scripted[1]
            if health == 200:
                break
            early.append(typed[0])
            if typed[0] == 503:
                assert 'href="tel:999"' in typed[1] and 'value="abc"' in typed[1], "nothing is lost but a moment"
                assert hook[0] in (404, 503), "brought again later"
        assert health == 200 and early.count(503) >= 2, "it was asked while it was loading"


def test_answering_early_does_not_wait_for_rasa() -> None:
    code = "import sys, bot.server; print([name for name in sys.modules if name.split('.')[0] in ('rasa', 'sanic')])"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
