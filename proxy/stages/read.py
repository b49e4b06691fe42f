"""What is asked? The body is read only now, once we know who is calling."""

from __future__ import annotations

from msgspec.structs import replace

from proxy.call import Call, Next, Reply
from translators import shapes


async def read(call: Call, next: Next) -> Reply:
    """Read and check the request."""
    body = await call.read(call.snapshot.server.max_body_mb * 1_048_576)
    envelope = call.translator.peek_request(body)
    if call.asked is not None:
        shapes.model(call.asked.model, "model")
        envelope = replace(envelope, model=call.asked.model, stream=call.asked.stream)
    call.facts.model = envelope.model
    call.facts.streamed = envelope.stream
    return await next(replace(call, body=body, envelope=envelope))
