"""Which addresses of push services are taken: a browser names them, so they are https and public, or none."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import socket
from urllib.parse import urlsplit

LONGEST_ENDPOINT = 2000
POINT_BYTES, SECRET_BYTES = 65, 16
UNCOMPRESSED = 4
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotPublic(OSError):
    """A host is, or has, an address that is not of the public network."""


def is_well_formed(endpoint: str, *, loopback: bool = False) -> bool:
    """Tell whether a text is an address of https at its usual port, of an outside host by its looks.

    Shapes:  `loopback` lets a test's push service be http and of any port of this machine.
    """
    if len(endpoint) > LONGEST_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable():
        return False
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.password is not None:
        return False
    if loopback and parts.scheme == "http":
        return True
    return parts.scheme == "https" and port in (None, 443) and "." in parts.hostname


def host_of(endpoint: str) -> tuple[str, int]:
    """Answer host and port of an address that is well formed."""
    parts = urlsplit(endpoint)
    return str(parts.hostname), parts.port or 443


def addresses_of(host: str, port: int, *, loopback: bool = False) -> list[str]:
    """Look up the addresses of a host.

    Raises:  NotPublic when any of them is not public; OSError when there is none.
    """
    found = list(
        dict.fromkeys(str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    )
    if not found:
        raise OSError(f"{host} has no address")
    for text in found:
        address = ipaddress.ip_address(text.partition("%")[0])
        if not (is_public(address) or (loopback and address.is_loopback)):
            raise NotPublic(f"{host} is not public")
    return found


def is_public(address: Address) -> bool:
    """Tell whether an address is of the public network, also the one that another carries inside."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def are_keys(p256dh: str, auth: str) -> bool:
    """Tell whether two texts have the form of a subscription's keys: a point of P-256, and 16 bytes."""
    point, secret = _bytes(p256dh), _bytes(auth)
    return (
        len(point) == POINT_BYTES
        and point[0] == UNCOMPRESSED
        and len(secret) == SECRET_BYTES
        and _is_on_curve(point)
    )


def _is_on_curve(point: bytes) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def public_key_of(private_key: str) -> str:
    """Answer the public key that a browser asks for, of the private one that signs."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    number = int.from_bytes(_bytes(private_key), "big")
    key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
