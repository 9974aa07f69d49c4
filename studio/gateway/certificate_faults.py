"""Why a server's certificate is not trusted, as one of our codes."""

import ssl

# OpenSSL (x509_vfy.h), then macOS (SecBase.h) and Windows (winerror.h) by way of truststore.
_CODES = {
    **dict.fromkeys((10, -67818, 0x800B0101), "certificate_expired"),
    **dict.fromkeys((9, -67819), "certificate_not_yet_valid"),
    **dict.fromkeys((62, 64, -67602, 0x800B010F), "certificate_of_another"),
    18: "certificate_self_signed",
}


def certificate_code(error: ssl.SSLCertVerificationError) -> str:
    """What is wrong with the certificate; `bad_certificate`: nobody trusted here issued it."""
    number = getattr(error, "verify_code", 0)
    return _CODES.get(number) or _CODES.get(number & 0xFFFFFFFF) or "bad_certificate"


def certificate_words(error: ssl.SSLCertVerificationError) -> str:
    """The words of the system about it, without its own file names and numbers."""
    return str(getattr(error, "verify_message", "") or error).strip()
