"""What the emulator is told: keys shared with the bridge, invented people, and how bad the weather is."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.whatsapp.settings import NEWEST_VERSION

VERSIONS = (NEWEST_VERSION, "v25.0", "v24.0")
"""The newest version and the two before it."""


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. number: from Ofcom's drama range, or None for somebody who shows only a user name."""

    name: str
    user_id: str
    number: str | None

    @property
    def address(self) -> str:
        return self.number or self.user_id


PEOPLE = (
    Person("Amina", "GB.9000000000000000001", "447700900101"),
    Person("Berta", "GB.9000000000000000002", "447700900102"),
    Person("Chidi", "GB.9000000000000000003", None),
    Person("Dalia", "GB.9000000000000000004", "447700900104"),
    Person("Emre", "GB.9000000000000000005", "447700900105"),
)


@dataclass(frozen=True, slots=True)
class Weather:
    """Shares between 0 and 1, and seconds. seed: the same seed makes the same weather.

    duplicates: webhooks delivered twice; reordering: webhooks held back behind later ones; failures: requests to send
    answered with a server error; batches: webhooks that wait to be delivered together; delay: seconds before a webhook;
    retry: seconds before an unanswered webhook comes again, doubled each time.
    """

    seed: int = 0
    duplicates: float = 0.0
    reordering: float = 0.0
    failures: float = 0.0
    batches: float = 0.0
    delay: float = 0.0
    retry: float = 0.5
    retries: int = 7


@dataclass(frozen=True)
class EmulatorSettings:
    """bridge: where the bridge listens; throughput: messages a second; pair_burst, pair_seconds: to one person."""

    bridge: str
    app_secret: str = field(repr=False)
    token: str = field(repr=False)
    phone_number_id: str = "100000000000001"
    business_account_id: str = "200000000000001"
    version: str = NEWEST_VERSION
    throughput: int = 80
    pair_burst: int = 45
    pair_seconds: float = 6.0
    storage: str = "NO_STORAGE"
    """What the number's settings say of storage at rest: DEFAULT, NO_STORAGE or IN_COUNTRY."""
    weather: Weather = Weather()
    people: tuple[Person, ...] = PEOPLE
