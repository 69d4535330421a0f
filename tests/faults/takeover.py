"""`python -m tests.faults.takeover`: people ask without a pause while one early server after another takes over.

Prints how many were answered and how many were not. A process of its own: inside pytest Rasa has set another event loop.
"""

from __future__ import annotations

import socket
import threading
import time
import urllib.request

from bot.resources import shared_resources
from bot.settings import Settings
from bot.web.early import answering_danger

PEOPLE, TIMES, SECONDS = 16, 8, 0.2


def main() -> None:
    resources = shared_resources()
    resources.catalogs.preload([language.code for language in resources.languages])
    stopped, answered, failed = threading.Event(), [], []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/en/danger"

        def ask() -> None:
            while not stopped.is_set():
                try:
                    with urllib.request.urlopen(address, timeout=6) as answer:
                        answer.read()
                    answered.append(answer.status)
                except OSError as error:
                    failed.append(type(error).__name__)

        people = [threading.Thread(target=ask) for _ in range(PEOPLE)]
        for number in range(TIMES):
            with answering_danger(listener, Settings(), resources):
                if number == 0:
                    for person in people:
                        person.start()
                time.sleep(SECONDS)
        with answering_danger(listener, Settings(), resources):
            time.sleep(1)
            stopped.set()
            for person in people:
                person.join()
    print(len(answered), len(failed))


if __name__ == "__main__":
    main()
