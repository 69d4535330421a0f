"""Where the project's files are. Everything the project builds goes under build/ and models/, which git ignores."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
MODELS = ROOT / "models"
CONTENT = ROOT / "content"
LOCALES = ROOT / "locales"
