"""Which user agents are robots or machines, by which list, and which version of the lists said so."""

import re
from functools import lru_cache
from importlib.metadata import version
from typing import NamedTuple

import counter_robots
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from rostra.audience import rules

COUNTER, COUNTER_MACHINE, CRAWLERS, UNNAMED = "counter", "counter-machine", "crawlers", "unnamed"
#: Kept with every log: the choice of list moves the figures, so the report must name it.
LISTS = "; ".join(f"{name} {version(name)}" for name in ("counter-robots", "crawler-user-agents"))
#: So many patterns are tried as one: a single expression of all is slower.
_CHUNK = 25


class Agent(NamedTuple):
    """A user agent's class (`rules.HUMAN`, `ROBOT`, `MACHINE`) and the lists that fired, joined by commas."""

    kind: str
    lists: str


@lru_cache(maxsize=1)
def _crawlers() -> list[re.Pattern[str]]:
    patterns = [row["pattern"] for row in CRAWLER_USER_AGENTS_DATA]
    return [re.compile("|".join(patterns[i : i + _CHUNK])) for i in range(0, len(patterns), _CHUNK)]


@lru_cache(maxsize=65_536)
def classify(agent: str) -> Agent:
    """The verdict on one user agent; asked once for each distinct one."""
    named = agent not in {"", "-"}
    robot = named and counter_robots.is_robot(agent)
    machine = named and counter_robots.is_machine(agent)
    crawler = named and any(pattern.search(agent) for pattern in _crawlers())
    fired = [(robot, COUNTER), (machine, COUNTER_MACHINE), (crawler, CRAWLERS), (not named, UNNAMED)]
    kind = rules.agent_class(robot=robot, machine=machine, crawler=crawler, named=named)
    return Agent(kind, ",".join(name for hit, name in fired if hit))
