"""Base addresses of gateways, as people paste them."""

import re
from urllib.parse import urlsplit, urlunsplit

from studio.core.errors import WrongAddress

DGRID_BASE_URL = "https://api.dgrid.ai/v1"

_ENDPOINT = (
    r"/(chat/completions|completions|models|images/(generations|edits|variations)|embeddings|"
    r"responses|messages)$"
)
_OWN_NETWORK = (".localhost", ".local", ".lan", ".home", ".internal", ".home.arpa")
_VERSIONED = r"/v\d+[a-z0-9]*(/openai)?$"


def normalise_base_url(text: str) -> str:
    """The base address (without a trailing slash) that endpoint paths are added to.

    Root, `/api` of DGrid, `/v1`, `/v1/` and `/v1/chat/completions` all give `.../v1`; a path
    that already names a version (`/v1beta/openai`) is kept; OpenRouter's `/api` gives
    `/api/v1`.

    Args:
        text: what a person typed; a missing scheme becomes https (http in the own network).

    Raises:
        WrongAddress: not an http(s) address, or one with a user name or password in it.
    """
    text = text.strip().strip("<>\"'")
    if "://" not in text:
        text = ("http://" if _is_near(text) else "https://") + text
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as exc:
        raise WrongAddress("the address can't be read", code="bad_url") from exc
    if parts.scheme not in {"http", "https"} or not host or re.search(r"\s", text):
        raise WrongAddress("the address must start with http:// or https://", code="bad_url")
    if parts.username or parts.password:
        raise WrongAddress("the address holds a name or password", code="credentials_in_url")
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    path = re.sub(_ENDPOINT, "", path)
    if host.endswith("dgrid.ai") and path in {"", "/api", "/api/v1"}:
        path = "/v1"
    elif not re.search(_VERSIONED, path):
        path += "/v1"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _is_near(text: str) -> bool:
    """Whether an address without scheme names this machine or one of the own network.

    Servers of models there (Ollama, LM Studio, llama.cpp) speak http alone.
    """
    bracketed = re.match(r"\[([^\]]*)\]", text)
    host = bracketed[1] if bracketed else re.split(r"[/:?#]", text, maxsplit=1)[0]
    host = host.lower().removesuffix(".")
    if host and "." not in host and not bracketed:
        return True
    if host.endswith(_OWN_NETWORK):
        return True
    from ipaddress import ip_address  # 2 ms, and not at each start

    try:
        return ip_address(host).is_private or host == "0.0.0.0"
    except ValueError:
        return False
