"""The system's proxies: which there are, and which servers are asked without them.

httpx can do both, but one entry of `NO_PROXY` that it can't read (`fd00::/8`, `[::1]`) makes it
refuse every request, and it does not look into networks (`10.0.0.0/8`).
"""

import ipaddress
from urllib.request import getproxies, getproxies_environment

import httpx

_LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}


def system_proxies() -> dict[str, httpx.Proxy]:
    """Proxies by the beginning of the addresses that they are for.

    Raises:
        ValueError, httpx.InvalidURL: one that can't be used.
    """
    said = getproxies()
    found: dict[str, httpx.Proxy] = {}
    for scheme in ("http", "https", "all"):
        address = said.get(scheme)
        if address:
            whole = address if "://" in address else f"http://{address}"
            found[f"{scheme}://"] = httpx.Proxy(whole)
    return found


def is_direct(url: httpx.URL) -> bool:
    """Whether a server is asked without a proxy: it is this machine, or `NO_PROXY` names it.

    Source: curl.se/libcurl/c/CURLOPT_NOPROXY.html
    """
    host = url.host.lower()
    if host in _LOOPBACK or host.startswith("127."):
        return True
    entries = getproxies_environment().get("no", "")
    return any(_names(entry.strip().lower(), host, url.port) for entry in entries.split(","))


def _names(entry: str, host: str, port: int | None) -> bool:
    if not entry:
        return False
    if entry == "*":
        return True
    entry = entry.rpartition("://")[2]
    network = _network(entry.removeprefix("[").removesuffix("]"))
    if network is not None:
        address = _network(host)
        return (
            address is not None and address.version == network.version and _within(address, network)
        )
    name, colon, asked = entry.rpartition(":")
    if colon and asked.isdecimal():
        if port is not None and port != int(asked):
            return False
        entry = name.removeprefix("[").removesuffix("]")
    entry = entry.lstrip("*").lstrip(".")
    return bool(entry) and (host == entry or host.endswith(f".{entry}"))


_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(text: str) -> _Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _within(address: _Network, network: _Network) -> bool:
    return address.network_address in network
