"""Everything that can go wrong, as one table: word, HTTP status, may another target work?"""

from __future__ import annotations

from enum import Enum

from translators.canonical.limits import Limits


class Kind(Enum):
    """What went wrong. The word is what a caller reads as `code`."""

    INVALID_REQUEST = ("invalid_request", 400, False)
    UNSUPPORTED = ("unsupported_parameter", 400, True)
    CONTEXT_TOO_LONG = ("context_length_exceeded", 400, True)
    CONTENT_FILTERED = ("content_filter", 400, False)
    UNAUTHENTICATED = ("invalid_api_key", 401, False)
    OVER_BUDGET = ("over_budget", 402, False)
    FORBIDDEN = ("model_not_allowed", 403, False)
    OUT_OF_SCOPE = ("endpoint_not_allowed", 403, False)
    NO_OPERATOR = ("admin_token_not_set", 403, False)
    UNKNOWN_MODEL = ("model_not_found", 404, False)
    UNKNOWN_PREVIOUS = ("previous_response_not_found", 400, False)
    UNKNOWN_RESPONSE = ("response_not_found", 404, False)
    UNKNOWN_PATH = ("unknown_url", 404, False)
    WRONG_METHOD = ("method_not_allowed", 405, False)
    SLOW_CALLER = ("request_timeout", 408, False)
    TOO_LARGE = ("request_too_large", 413, False)
    WRONG_MEDIA = ("unsupported_media_type", 415, False)
    RATE_LIMITED = ("rate_limit_exceeded", 429, False)
    CALLER_LEFT = ("caller_left", 499, False)
    INTERNAL = ("internal_error", 500, False)
    STORE_DOWN = ("store_unavailable", 503, False)
    STOPPING = ("gateway_stopping", 503, False)
    # What a provider did; the same words whichever provider it was.
    PROVIDER_REJECTED = ("provider_rejected_request", 400, False)
    PROVIDER_KEY_REFUSED = ("provider_key_refused", 502, True)
    PROVIDER_MODEL_MISSING = ("provider_model_not_found", 404, True)
    PROVIDER_RATE_LIMITED = ("provider_rate_limited", 429, True)
    PROVIDER_OUT_OF_CREDIT = ("provider_out_of_credit", 402, True)
    PROVIDER_FAILED = ("provider_failed", 502, True)
    PROVIDER_OVERLOADED = ("provider_overloaded", 503, True)
    PROVIDER_BUSY = ("provider_queue_full", 503, True)
    PROVIDER_UNREACHABLE = ("provider_unreachable", 502, True)
    PROVIDER_TIMED_OUT = ("provider_timed_out", 504, True)
    PROVIDER_BAD_REPLY = ("provider_bad_reply", 502, True)
    PROVIDER_CUT_OFF = ("provider_cut_off", 502, True)

    def __init__(self, word: str, status: int, elsewhere: bool) -> None:
        self.word = word
        self.status = status
        self.elsewhere = elsewhere


class Problem(Exception):  # noqa: N818  it is this project's word for it (DESIGN §11)
    """One thing that went wrong, in words for the caller."""

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        param: str | None = None,
        retry_after: float | None = None,
        status: int | None = None,
        wire: str | None = None,
        wire_bytes: bytes | None = None,
        native: str | None = None,
        limits: Limits | None = None,
        call: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.param = param  # the field of the caller's request that is at fault
        self.retry_after = retry_after  # seconds
        self.status = kind.status if status is None else status
        self.wire = wire  # the wire `wire_bytes` is written in: on that wire they go to the caller untouched
        self.wire_bytes = wire_bytes
        self.native = native  # the provider's own word for it
        self.limits = limits  # what of its limits was left, where it said so
        self.call = call  # the name of the call it came to, for wires whose errors say it

    def of(self, call: str) -> Problem:
        """The same, of the call of this name."""
        return Problem(
            self.kind,
            self.message,
            param=self.param,
            retry_after=self.retry_after,
            status=self.status,
            wire=self.wire,
            wire_bytes=self.wire_bytes,
            native=self.native,
            limits=self.limits,
            call=call,
        )
