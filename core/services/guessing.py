"""Nobody finds a code or a key by trying: wrong ones are counted by place, for all processes, and limited.

A class shares one address, so the limits are wide; right codes are not counted here but by their own limit of uses.
A week of guessing from one place tries 14,000 of 2 * 10^10 codes.
"""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.errors import TooMany
from core.models import WrongCode

MOST_A_MINUTE = 100
MOST_A_DAY = 2_000
_DAY = timedelta(days=1)


def refuse_guessing(came_from: str) -> None:
    """`TooMany` when the network address has tried too many wrong codes in this minute of the clock or within a day.

    One query.
    """
    now = timezone.now()
    recent = WrongCode.objects.filter(place=_place(came_from), minute__gt=now - _DAY)
    counted = recent.aggregate(day=Sum("n"), minute=Sum("n", filter=Q(minute__gt=now - timedelta(minutes=1))))
    if (counted["day"] or 0) >= MOST_A_DAY:
        raise TooMany("Too many wrong codes came from your network today. Try again in an hour.", 3600)
    if (counted["minute"] or 0) >= MOST_A_MINUTE:
        raise TooMany("Too many wrong codes came from your network. Wait a minute, then try again.", 60)


def count_wrong(came_from: str) -> None:
    """One more wrong code from this address; what is older than a day is forgotten."""
    now = timezone.now()
    WrongCode.objects.filter(minute__lt=now - _DAY).delete()
    row, made = WrongCode.objects.get_or_create(place=_place(came_from), minute=now.replace(second=0, microsecond=0))
    if not made:
        WrongCode.objects.filter(pk=row.pk).update(n=F("n") + 1)


def _place(came_from: str) -> str:
    """A keyed hash of the address; of IPv6 the network, since one household has 2^64 addresses."""
    try:
        address = ip_address(came_from)
    except ValueError:
        network = came_from
    else:
        network = str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else str(address)
    return salted_hmac("core.services.guessing", network, algorithm="sha256").hexdigest()
