"""Where a host is reached."""

import ipaddress

from config.environment import ENVIRONMENT


def origin(host: str) -> str:
    """Scheme and host. A machine's own name and bare addresses are spoken to in clear, on the instance's port."""
    try:
        bare = bool(ipaddress.ip_address(host))
    except ValueError:
        bare = host == "localhost" or host.endswith(".localhost")
    return f"http://{host}:{ENVIRONMENT.port}" if bare else f"https://{host}"
