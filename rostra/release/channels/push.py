"""The push channel: ninjs 3.1 to a subscriber's HTTPS endpoint, signed as Standard Webhooks."""

from collections.abc import Iterable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from standardwebhooks import Webhook

from rostra.foundation import clock
from rostra.foundation.errors import Refusal
from rostra.foundation.leases import Leased
from rostra.foundation.text import canonical, digest
from rostra.release import states, transport
from rostra.release.channels import ninjs
from rostra.release.channels.registry import Outcome, Recipient
from rostra.release.channels.voice import voice
from rostra.release.endpoints import check_secret
from rostra.release.models import Delivery, Subscriber
from rostra.release.public_state import PublicState, Telling
from rostra.release.transport import Guard, Reply, Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Seconds for one attempt, all in all; well below the lease of a delivery.
PATIENCE = 10.0
#: Refusals that time may heal (RFC 9110; 425 is RFC 8470). Every other 4xx is final.
_PASSING = {408, 409, 425, 429}
#: The longest wait that a partner may ask for, in seconds.
LONGEST_WAIT = 6 * 3600
#: Acts that must reach everyone who has an earlier message, whatever they want by now.
_RECALLS = {"correction", "withdrawal", "checked"}


class PushChannel:
    """Partners who subscribed, each at an HTTPS endpoint that takes ninjs.

    Args:
        guard: how and whom to call; the instance's own where none is given.
        patience: seconds for one attempt.
    """

    name = "push"

    def __init__(self, guard: Guard | None = None, patience: float = PATIENCE) -> None:
        self._guard, self._patience = guard, patience

    def recipients(self, state: PublicState) -> Iterable[Recipient]:
        """Active subscribers who want the language and a theme; for a recall also everyone who may have the item."""
        active = list(Subscriber.objects.filter(active=True).prefetch_related("languages", "themes"))
        for code, telling in state.tellings.items():
            found = {each.pk: each for each in active if _wants(each, telling)}
            if state.act in _RECALLS or telling.text is None:
                found |= {each.pk: each for each in _served(state.product_id, code)}
            for each in sorted(found.values(), key=lambda subscriber: subscriber.pk):
                yield Recipient(each.name, code, subscriber_id=each.pk)

    def render(self, state: PublicState, language: str) -> bytes:
        """The ninjs document, as canonical JSON."""
        return canonical(ninjs.document(state, language, voice=voice()))

    def send(self, delivery: Delivery, payload: bytes) -> Outcome:
        """Post it once. The identifier is the same at every attempt; the time and the signature are the attempt's."""
        subscriber = delivery.subscriber
        if subscriber is None:
            return Outcome(accepted=False, status="no subscriber", final=True)
        try:
            check_secret(subscriber.secret)
            headers = signed(message_id(delivery), payload, secret=subscriber.secret)
            reply = transport.post(
                subscriber.endpoint, headers=headers, body=payload, timeout=self._patience, guard=self._guard
            )
        except Refusal as refusal:
            # A name may lead elsewhere tomorrow; and whom a command may not call, the worker may.
            final = refusal.code != "forbidden_address"
            return Outcome(accepted=False, status=refusal.code, detail=refusal.reason, final=final)
        except Unreachable as trouble:
            return Outcome(accepted=False, status=trouble.code, detail=str(trouble))
        return outcome_of(reply)


def _wants(subscriber: Subscriber, telling: Telling) -> bool:
    if telling.text is None:
        return False
    languages = {language.code for language in subscriber.languages.all()}
    themes = {theme.slug for theme in subscriber.themes.all()}
    return (not languages or telling.language in languages) and (not themes or bool(themes & {*telling.text["themes"]}))


def _served(product_id: int, language: str) -> Iterable[Subscriber]:
    """Everyone to whom an earlier message went or may have gone: an attempt without a receipt may have arrived."""
    sent = Delivery.objects.filter(
        channel=PushChannel.name,
        release__product=product_id,
        release__state=states.ARMED,
        frozen__language__code=language,
    ).exclude(state=Leased.CANCELLED, attempts=0)
    return Subscriber.objects.filter(pk__in=sent.values("subscriber"))


def message_id(delivery: Delivery) -> str:
    """Stable over all attempts. The payload's digest is in it, as a restored database may give a key a second time."""
    said = f"{delivery.key}\n{delivery.payload}"
    return f"msg_{digest(said.encode())[:40]}"


def signed(identifier: str, payload: bytes, *, secret: str) -> "Mapping[str, str]":
    """The headers of an attempt made now (Standard Webhooks, "Webhook headers")."""
    now = clock.now()
    return {
        "Content-Type": ninjs.MEDIA_TYPE,
        "User-Agent": "Rostra",
        "Idempotency-Key": identifier,
        "webhook-id": identifier,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(identifier, now.replace(microsecond=0), payload.decode()),
    }


def outcome_of(reply: Reply) -> Outcome:
    """What an answer means for the delivery."""
    status, said = str(reply.status), reply.body[:500].decode("utf-8", "replace")
    if 200 <= reply.status < 300:
        return Outcome(accepted=True, status=status, detail=said)
    if reply.status == 410:
        return Outcome(False, status, "The partner no longer wants anything; ask, then deactivate.", final=True)
    if 300 <= reply.status < 400:
        moved = f"Redirects are not followed; it points to {reply.headers.get('location', 'nowhere')[:300]}."
        return Outcome(False, status, moved, final=reply.status in {301, 308})
    if reply.status >= 500 or reply.status in _PASSING:
        return Outcome(False, status, said, wait=asked_wait(reply))
    return Outcome(accepted=False, status=status, detail=said, final=True)


def asked_wait(reply: Reply) -> int:
    """The seconds that Retry-After (RFC 9110, 10.2.3) asks for, at most six hours; 0 where it says nothing clear."""
    asked = reply.headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(int(asked[:9]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(asked)
    except (TypeError, ValueError):
        return 0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0, min(int((until - clock.now()).total_seconds()), LONGEST_WAIT))
