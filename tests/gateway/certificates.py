"""Certificates for loopback, made anew for each test that needs one."""

import datetime
import ipaddress
import ssl
from pathlib import Path
from typing import Any


def tls_contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts of a server on 127.0.0.1 and of a client that trusts it."""
    file, _ = make_certificate(folder, "loopback")
    return serving(file), ssl.create_default_context(cafile=file)


def serving(file: Path) -> ssl.SSLContext:
    """A server's context with the certificate in a file."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server


def make_certificate(
    folder: Path,
    name: str,
    *,
    host: str = "127.0.0.1",
    days: tuple[int, int] = (-1, 1),
    issuer: Any = None,
    is_issuer: bool = False,
) -> tuple[Path, Any]:
    """A certificate and its key in one file, and what it needs to be the issuer of others.

    Args:
        host: an address or a name.
        days: from today, when it begins and ends to be valid.
        issuer: who vouches for it; None: it does itself.
        is_issuer: it may vouch for others.
    """
    # Comes with the keychain of Linux desktops.
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    place: x509.GeneralName = x509.DNSName(host)
    if host[0].isdigit():
        place = x509.IPAddress(ipaddress.ip_address(host))
    signer, signing_key = issuer or (subject, key)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + days[0] * day)
        .not_valid_after(now + days[1] * day)
        .add_extension(x509.SubjectAlternativeName([place]), critical=False)
        .add_extension(x509.BasicConstraints(ca=is_issuer, path_length=None), critical=True)
        .sign(signing_key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file, (subject, key)
