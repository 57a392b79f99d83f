"""Requests that are Slack's and requests that are not: 10,000 random ones, and every edge that comes to mind."""

import hashlib
import hmac
import random
from dataclasses import dataclass, field
from urllib.parse import urlencode

from workspace import SECRET

TIMESTAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
RANDOM = 10_000


def sign(timestamp, body, secret=SECRET):
    """Slack's signature over bytes, by its own definition and not by anybody's library."""
    base = b"v0:" + str(timestamp).encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@dataclass
class Case:
    """One request. `build` makes headers of the present second, for what is near an edge of time."""

    kind: str
    body: bytes
    build: callable = field(repr=False)
    # Whether it is Slack's, by Slack's own words.
    genuine: bool


def signed(kind, body, genuine=True, shift=0, names=(TIMESTAMP, SIGNATURE), spoil=lambda ts, sig: (ts, sig)):
    """A request signed `shift` seconds from now, and then spoilt."""

    def build(now):
        timestamp = str(now + shift)
        return list(zip(names, spoil(timestamp, sign(timestamp, body))))

    return Case(kind, body, build, genuine)


def rewritten(kind, body, write, genuine=False):
    """A request whose timestamp is written in another way, and signed as it is written."""

    def build(now):
        timestamp = write(str(now))
        return [(TIMESTAMP, timestamp), (SIGNATURE, sign(timestamp, body))]

    return Case(kind, body, build, genuine)


def edges():
    """Each edge once, with a body that is a command and with an empty one."""
    command = urlencode({"team_id": "T0001", "user_id": "U0ANN", "command": "/deploy", "text": "help"})
    for body in (command.encode(), b""):
        for shift in (-300, -299, -1, 0, 1, 299, 300):
            yield signed(f"{shift:+} s", body, shift=shift)
        for shift in (-301, -302, -86_400):
            yield signed("stale", body, genuine=False, shift=shift)
        for shift in (301, 302, 86_400):
            yield signed("future", body, genuine=False, shift=shift)
        for names in ((TIMESTAMP.lower(), SIGNATURE.lower()), (TIMESTAMP.upper(), SIGNATURE.upper())):
            yield signed("header case", body, names=names)
        yield signed("space around values", body, spoil=lambda ts, sig: (f"  {ts}\t", f"\t{sig}  "))
        for kind, spoil in SPOILS.items():
            yield signed(kind, body, genuine=False, spoil=spoil)
        yield rewritten("plus before the time", body, lambda ts: f"+{ts}")
        yield rewritten("underscore in the time", body, lambda ts: f"{ts[:4]}_{ts[4:]}")
        yield rewritten("zero before the time", body, lambda ts: f"0{ts}", genuine=True)
        yield rewritten("no time at all", body, lambda ts: "now")
        yield rewritten("a time beyond 64 bits", body, lambda ts: "9" * 30)
        for missing in ([], [TIMESTAMP], [SIGNATURE]):
            yield Case(
                "missing",
                body,
                lambda now, body=body, kept=missing: [
                    header
                    for header in ((TIMESTAMP, str(now)), (SIGNATURE, sign(now, body)))
                    if header[0] in kept
                ],
                False,
            )
        for twice in (0, 1):
            yield Case("twice", body, lambda now, body=body, twice=twice: doubled(now, body, twice), False)
    yield from bodies(command.encode())


# What is done to a right timestamp and a right signature.
SPOILS = {
    "upper-case digits": lambda ts, sig: (ts, "v0=" + sig[3:].upper()),
    "another version": lambda ts, sig: (ts, "v1" + sig[2:]),
    "no version": lambda ts, sig: (ts, sig[3:]),
    "cut short": lambda ts, sig: (ts, sig[:-1]),
    "too long": lambda ts, sig: (ts, sig + "00"),
    "empty signature": lambda ts, sig: (ts, ""),
    "only a version": lambda ts, sig: (ts, "v0="),
    "no digits": lambda ts, sig: (ts, "v0=" + "z" * 64),
    "more after a second =": lambda ts, sig: (ts, sig + "=more"),
    "another second": lambda ts, sig: (str(int(ts) - 1), sig),
    "a fraction of a second": lambda ts, sig: (f"{ts}.0", sig),
    "empty timestamp": lambda ts, sig: ("", sig),
}


def doubled(now, body, which):
    """Both headers, one of them twice, the second time a lie."""
    headers = [(TIMESTAMP, str(now)), (SIGNATURE, sign(now, body))]
    lie = [(TIMESTAMP, str(now - 10)), (SIGNATURE, "v0=" + "0" * 64)][which]
    return [*headers, lie]


def bodies(command):
    """Bodies that are read in more than one way."""
    for body in (b" ", b"\n", command + b"\n", b"\xef\xbb\xbf" + command, "text=배포".encode(), b"\0", b"%", b"{}"):
        yield signed("odd body", body)
    for body in (b"\xff", command + b"&text=\xfe\xff", b"\xed\xa0\x80", "배포".encode()[:-1]):
        yield signed("body that is not UTF-8", body)
    yield signed("large body", b"text=" + b"x" * 900_000)
    for extra in (b" ", b"\n", b"\0"):
        yield Case(
            "space added on the way",
            command + extra,
            lambda now: [(TIMESTAMP, str(now)), (SIGNATURE, sign(now, command))],
            False,
        )
    check = b"ssl_check=1&token=simulatedVerification1"
    yield Case("ssl_check", check, lambda now: [], False)
    yield Case("a command smuggled into ssl_check", check + b"&" + command, lambda now: [], False)
    wrong = [(TIMESTAMP, "1"), (SIGNATURE, "v0=00")]
    yield Case("ssl_check, wrongly signed", check, lambda now: wrong, False)


def randoms(seed):
    """Random text, signed rightly or spoilt in a random place."""
    chance = random.Random(seed)
    alphabet = "abcdefghij&=%+ \n\té배🚀\"'<>0123456789"
    for _ in range(RANDOM):
        body = "".join(chance.choices(alphabet, k=chance.choice((0, 1, 5, 50, 400)))).encode()
        shift = chance.randint(-290, 290)
        match chance.randrange(5):
            case 0 | 1:
                yield signed("random", body, shift=shift)
            case 2:
                yield signed("random", body, genuine=False, shift=shift, spoil=flip(chance.randrange(3, 67)))
            case 3:
                yield signed("random", body, genuine=False, shift=-chance.randint(302, 10**9))
            case _:
                secret = f"{chance.getrandbits(128):032x}"
                yield Case("random", body, other_secret(secret, body, shift), False)


def flip(place):
    """Changes one digit of the signature."""
    return lambda ts, sig: (ts, sig[:place] + ("0" if sig[place] != "0" else "1") + sig[place + 1 :])


def other_secret(secret, body, shift):
    """Signs with another secret."""
    return lambda now: [
        (TIMESTAMP, str(now + shift)),
        (SIGNATURE, sign(now + shift, body, secret)),
    ]
