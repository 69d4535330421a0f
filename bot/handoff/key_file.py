"""The organisation's key pair: made on the worker's own machine, its private half in a file behind a passphrase.

The file is JSON that `static/console.js` opens in the worker's browser: Argon2id over the passphrase gives the key of
an XSalsa20-Poly1305 box around the private key. The private key is never sent to the server.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from bot.errors import ConfigurationError
from bot.handoff.organisations import fingerprint, public_text

KIND = "waymark-organisation-key-1"
OPERATIONS, MEMORY = 3, 256 * 1024 * 1024
SHORTEST_PASSPHRASE = 12


@dataclass(frozen=True, slots=True)
class KeyFile:
    key: PrivateKey = field(repr=False)

    def save(self, path: Path, passphrase: str) -> None:
        """Raises ConfigurationError if the file is there already, cannot be written, or the passphrase is short."""
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise ConfigurationError(f"The passphrase must have at least {SHORTEST_PASSPHRASE} characters.")
        salt = secrets.token_bytes(argon2id.SALTBYTES)
        box = SecretBox(_stretched(passphrase, salt)).encrypt(bytes(self.key))
        value = {
            "kind": KIND,
            "public_key": public_text(self.key.public_key),
            "fingerprint": fingerprint(self.key.public_key),
            "operations": OPERATIONS,
            "memory": MEMORY,
            "salt": base64.b64encode(salt).decode(),
            "box": base64.b64encode(box).decode(),
        }
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise ConfigurationError(
                f"{path} exists already. Without its old key an organisation can open nothing: choose another --out."
            ) from error
        except OSError as error:
            raise ConfigurationError(
                f"{path} cannot be written ({error.strerror}). Choose another place with --out."
            ) from error
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(value, file, indent=1)
            file.write("\n")

    @classmethod
    def open(cls, path: Path, passphrase: str) -> KeyFile:
        """Raises ConfigurationError if it is no such file or the passphrase is wrong."""
        try:
            value = json.loads(path.read_text("utf-8"))
            if value["kind"] != KIND:
                raise ValueError
            stretched = _stretched(
                passphrase, base64.b64decode(value["salt"]), int(value["operations"]), int(value["memory"])
            )
            return cls(PrivateKey(SecretBox(stretched).decrypt(base64.b64decode(value["box"]))))
        except CryptoError as error:
            raise ConfigurationError("The passphrase does not open this key.") from error
        except (OSError, ValueError, KeyError, TypeError, binascii.Error) as error:
            raise ConfigurationError(f"{path} is no key made by: waymark handoff keygen") from error


def _stretched(passphrase: str, salt: bytes, operations: int = OPERATIONS, memory: int = MEMORY) -> bytes:
    return argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode("utf-8"), salt, opslimit=operations, memlimit=memory)
