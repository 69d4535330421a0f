"""Where the project's files are. Everything the project builds goes under build/ and models/, which git ignores."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
MODELS = ROOT / "models"
CONTENT = ROOT / "content"
LOCALES = Path(os.environ.get("WAYMARK_LOCALES") or ROOT / "locales")
"""The catalogs. Translators may look at another folder, such as the made-up language of `waymark messages pseudo`."""
