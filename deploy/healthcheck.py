"""Exit 0 if the server on this machine answers, 1 if not. It asks /healthz, which says nothing about anybody.

python -I deploy/healthcheck.py [port]
"""

from __future__ import annotations

import http.client
import sys

SECONDS = 4.0


def answers(port: int) -> bool:
    """Whether /healthz on 127.0.0.1 says 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if answers(int(sys.argv[1]) if len(sys.argv) > 1 else 8080) else 1)
