"""Opens sockets of every family, and connects, sends and asks for names."""

import socket
import urllib.request


def attempts():
    for family in ("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
            yield lambda f=getattr(socket, family), k=kind: socket.socket(f, k)
    yield lambda: socket.create_connection(("127.0.0.1", 22), timeout=0.1)
    yield lambda: socket.create_connection(("1.1.1.1", 53), timeout=0.1)
    yield lambda: socket.getaddrinfo("example.org", 80)
    yield lambda: urllib.request.urlopen("http://127.0.0.1:8080/", timeout=0.1)


def spoils():
    got = []
    for attempt in attempts():
        try:
            got.append(str(attempt()))
        except OSError:
            pass
    return got


def centre(x):
    return f"got {spoils() or 'nothing'}"
