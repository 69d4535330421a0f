"""A stand-in for Meta's Cloud API: a real HTTP server with its checks, errors, limits, webhooks and bad weather.

For trying the bridge with no account (`waymark whatsapp emulate`) and for its tests:

    emulator = Emulator(EmulatorSettings(bridge="http://127.0.0.1:8080", app_secret="s", token="t"))
    await emulator.start(port=9090)            # 0: any free port; emulator.address is where it listens
    await emulator.say(emulator.people[0], "hello")
    replies = await emulator.wait(emulator.people[0], 2, seconds=10)
    await emulator.stop()

Shapes, limits and codes are those of docs/decisions/whatsapp.md; the schema of requests is schema.json beside this.
"""

from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.settings import EmulatorSettings, Person, Weather

__all__ = ["Emulator", "EmulatorSettings", "Person", "Weather"]
