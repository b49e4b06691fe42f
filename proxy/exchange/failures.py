"""What an exchange says when it fails: the same words whichever implementation met the failure."""

from __future__ import annotations

import errno
import socket
import ssl

from translators.canonical import Kind, Problem

OUT_OF_DESCRIPTORS = (errno.EMFILE, errno.ENFILE)


def unreachable(provider: str, error: OSError) -> Problem:
    """No connection could be made, or it went before a byte of the reply came."""
    if error.errno in OUT_OF_DESCRIPTORS:  # ours, not the provider's: it passes as soon as other calls end
        return Problem(Kind.PROVIDER_BUSY, f"no file descriptor is free for a connection to provider {provider!r}", retry_after=1.0)
    return Problem(Kind.PROVIDER_UNREACHABLE, f"provider {provider!r} {_why(error)}")


def _why(error: OSError) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"has no valid TLS certificate: {error.verify_message}"
        case ssl.SSLError():
            return f"could not be spoken to over TLS: {getattr(error, 'reason', None) or error}"
        case socket.gaierror():
            return "has a host name that does not resolve"
        case ConnectionRefusedError():
            return "refused the connection"
        case ConnectionResetError() | ConnectionAbortedError() | BrokenPipeError():
            return "dropped the connection without an answer"
        case TimeoutError():
            return "did not answer the connection attempt"
        case _:
            return f"could not be reached: {error.strerror or error}"


def silent(provider: str) -> Problem:
    """The connection was closed in good order, but nothing was said."""
    return Problem(Kind.PROVIDER_UNREACHABLE, f"provider {provider!r} closed the connection without an answer")


def timed_out(provider: str, what: str, seconds: float) -> Problem:
    """One of the four waits of Patience was over."""
    return Problem(Kind.PROVIDER_TIMED_OUT, f"provider {provider!r} {what} within {seconds:g} s")


# What did not happen in time, by the field of Patience that ran out.
CONNECT = "could not be connected to"
FIRST_BYTE = "did not begin to answer (first_byte)"
IDLE = "sent no more of its answer (idle)"
TOTAL = "did not finish its answer (total)"


def cut_off(provider: str, where: str) -> Problem:
    """Some of the reply came, the rest never will."""
    return Problem(Kind.PROVIDER_CUT_OFF, f"provider {provider!r} closed the connection in the middle of {where}")


def bad_reply(provider: str, what: str) -> Problem:
    """What came is not a reply we can use."""
    return Problem(Kind.PROVIDER_BAD_REPLY, f"provider {provider!r} sent {what}")


def queue_full(provider: str, places: int) -> Problem:
    """Too many calls wait already."""
    return Problem(
        Kind.PROVIDER_BUSY,
        f"provider {provider!r} has all its connections in use and {places} calls waiting for one",
        retry_after=1.0,
    )


def queue_slow(provider: str, seconds: float) -> Problem:
    """No connection came free while we waited."""
    return Problem(Kind.PROVIDER_BUSY, f"provider {provider!r} had no connection free within {seconds:g} s", retry_after=1.0)


def stopping() -> Problem:
    """The exchange itself is closed."""
    return Problem(Kind.STOPPING, "the gateway is stopping")
