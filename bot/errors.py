"""The error tree.

BotError
├── ConfigurationError   a setting, a file or the model is missing or wrong: the operator can mend it
├── ContentError         reviewed content is malformed
├── DirectoryError       the directory of organisations is malformed or not built
├── InvalidState         a sealed state is forged, expired, truncated or from another key
├── BadRequest           what the client sent cannot be read (4xx)
├── StoreUnavailable     the shared store does not answer
├── TooManyRequests      one sender asks too often
└── EngineBusy           too many messages wait: try again

No message of these errors ever holds anything a person typed.
"""


class BotError(Exception):
    """Base class of everything this project raises on purpose."""


class ConfigurationError(BotError):
    """A setting, file or model is missing or wrong. The message tells the operator what to do next."""


class ContentError(BotError):
    """A content file is malformed. The message names the file and the field."""


class DirectoryError(BotError):
    """The directory is malformed or not built. The message names the file and the field."""


class InvalidState(BotError):
    """A sealed state cannot be opened. Callers start a fresh conversation; the reason is never shown."""


class BadRequest(BotError):
    """The request cannot be read."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class StoreUnavailable(BotError):
    """The store that several machines share does not answer."""


class TooManyRequests(BotError):
    """One sender asks too often."""


class EngineBusy(BotError):
    """The engine's queue is full."""
