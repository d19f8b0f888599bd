"""The one way out of the house over HTTP: https, public addresses only, no redirects, five seconds, a small answer.

The address is looked up once and the connection made to just that address, so that a name which points elsewhere a moment later
leads nowhere (SECURITY, "outgoing"). `settings.OUTGOING_TRUSTED` (none but in tests) names origins that may be plain and local.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings

from .backends import Unsure

MOST = 256 * 1024


class NotPublic(OSError):
    """The address is not https, or leads to a machine that is not on the public net."""


class NoAnswer(OSError):
    """Nothing was sent: the name is unknown, or nobody answers there."""


def request(method, url, *, headers=None, body=b""):
    """Send one request. Returns (status, bytes). Raises NotPublic, NoAnswer (nothing was sent), Unsure (it may have been)."""
    parts = urlsplit(url)
    connection = _connection(parts)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise NoAnswer(str(error)) from error
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, body=body, headers={"Host": parts.netloc, "Content-Length": str(len(body)), **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read(MOST)
        except (OSError, http.client.HTTPException) as error:
            raise Unsure(str(error) or type(error).__name__) from error
    finally:
        connection.close()


def _connection(parts):
    if f"{parts.scheme}://{parts.netloc}" in settings.OUTGOING_TRUSTED:
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=settings.OUTGOING_SECONDS)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.port not in (None, 443):
        raise NotPublic(parts.scheme)
    return Pinned(parts.hostname, public_address(parts.hostname))


def public_address(host):
    """Return the first address of `host`. Raises NotPublic when any of its addresses is not on the public net."""
    try:
        found = [entry[4][0] for entry in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise NoAnswer(str(error)) from error
    for address in found:
        ip = ipaddress.ip_address(address.partition("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or ip
        if not ip.is_global or ip.is_multicast:
            raise NotPublic(host)
    return found[0]


class Pinned(http.client.HTTPSConnection):
    """https to one address, with the certificate of the name."""

    def __init__(self, host, address):
        super().__init__(host, 443, timeout=settings.OUTGOING_SECONDS, context=ssl.create_default_context())
        self.address = address

    def connect(self):
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)
