"""WhiteNoise in front of nothing: the files of one folder (PEER_FOLDER), found at start-up."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from whitenoise import WhiteNoise


def _nothing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Length", "0")])
    return []


application = WhiteNoise(_nothing, root=os.environ["PEER_FOLDER"], max_age=0)
