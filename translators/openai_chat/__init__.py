"""OpenAI chat completions, and every server that speaks it. https://platform.openai.com/docs/api-reference/chat"""

from typing import Any

from translators.openai_chat.envelope import forward_request, peek_request
from translators.openai_chat.glance import glance_frame, glance_response
from translators.openai_chat.problems import WIRE, read_problem, write_problem, write_stream_problem
from translators.translator import Translator


def _soon(*_: object) -> Any:
    raise NotImplementedError("being written in this very hour")


TRANSLATOR = Translator(
    wire=WIRE,
    stream_media_type="text/event-stream",
    peek_request=peek_request,
    forward_request=forward_request,
    glance_response=glance_response,
    glance_frame=glance_frame,
    read_request=_soon,
    write_request=_soon,
    read_response=_soon,
    write_response=_soon,
    stream_reader=_soon,
    stream_writer=_soon,
    read_problem=read_problem,
    write_problem=write_problem,
    write_stream_problem=write_stream_problem,
)
