"""Foreign services for tests: invented, with numbers from the range kept free for drama."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

SERVICE: dict[str, Any] = {
    "id": "0252ff40-aa3e-5b76-87bf-952e636d49a6",
    "name": "Example Helpline",
    "description": "<p>Free phone advice for women after abuse. No papers are asked for.</p>",
    "url": "https://www.example.org/helpline",
    "email": "help@example.org",
    "status": "active",
    "assured_date": "2026-11-01",
    "last_modified": "2026-11-01T09:00:00.000Z",
    "minimum_age": 16,
    "interpretation_services": "Telephone interpreters in any language.",
    "organization": {
        "id": "359b60fc-138f-5319-b357-06296f98bf0b",
        "name": "Example Charity",
        "description": "A fictional charity.",
        "website": "https://www.example.org",
    },
    "schedules": [
        {
            "id": "fa95807a-a1f8-5f33-81e4-04b5888b5729",
            "freq": "WEEKLY",
            "interval": 1,
            "byday": "MO,TU,WE,TH,FR",
            "opens_at": "10:00:00",
            "closes_at": "17:00Z",
        }
    ],
    "languages": [
        {"id": "b27ff889-7780-5470-88f4-222150f85f91", "name": "Amharic", "code": "am"},
        {"id": "0fd90cf3-8a04-50ef-af81-fb51a8c56ea3", "name": "Urdu"},
    ],
    "service_areas": [{"id": "aedd9eba-b68c-57c8-a6fb-0cfc41626577", "name": "England and Wales"}],
    "phones": [{"id": "2df35033-feff-533d-9735-a73f3a9ebffb", "number": "020 7946 0111", "type": "voice"}],
    "service_at_locations": [
        {
            "id": "47767652-a104-564f-aad0-fc6aae10fb52",
            "location": {
                "id": "7feffaf5-5f42-58c1-ac75-063d86dbda44",
                "location_type": "physical",
                "latitude": 51.5,
                "longitude": -0.1,
                "addresses": [
                    {
                        "id": "522e7c39-8660-54c2-a444-3ec6c837fb3c",
                        "address_1": "12 Hidden Lane",
                        "city": "Sentinelton",
                        "state_province": "England",
                        "postal_code": "ZZ9 9ZZ",
                        "country": "GB",
                        "address_type": "physical",
                    }
                ],
            },
        }
    ],
}
"""What a council's feed may hold: markup, an address, languages by name, times in three forms."""


def service(**changes: Any) -> dict[str, Any]:
    return deepcopy(SERVICE) | changes


def phone(number: str, **more: Any) -> dict[str, Any]:
    return {"id": "2df35033-feff-533d-9735-a73f3a9ebffb", "number": number, **more}


def write(folder: Path, value: object, name: str = "services.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(value), encoding="utf-8")
    return path
