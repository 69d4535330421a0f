"""The ways into the service, each a class as ground.Path describes. Another one is added here."""

from __future__ import annotations

from collections.abc import Callable

from bot.seizure.ground import Path
from bot.seizure.rest_path import RestPath
from bot.seizure.slip_path import SlipPath
from bot.seizure.web_path import WebPath
from bot.seizure.whatsapp_path import WhatsAppPath

PATHS: tuple[Callable[[], Path], ...] = (WebPath, WhatsAppPath, SlipPath)
"""What people use."""
DEMONSTRATION: tuple[Callable[[], Path], ...] = (RestPath,)
"""Off unless somebody switches it on; tried together with the debug settings."""
