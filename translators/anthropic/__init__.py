"""Anthropic's Messages, and every server that speaks it. https://platform.claude.com/docs/en/api/messages"""

from translators.anthropic.counting import COUNTING
from translators.anthropic.envelope import forward_request, peek_request
from translators.anthropic.frames import STOP
from translators.anthropic.glance import glance_frame, glance_response
from translators.anthropic.limits import write_limits
from translators.anthropic.places import PLACES, SHOWS
from translators.anthropic.problems import WIRE, read_problem, write_problem, write_stream_problem
from translators.anthropic.request import read_request, write_request
from translators.anthropic.response import read_response, write_response
from translators.anthropic.stream import Reader
from translators.anthropic.stream_writer import StreamWriter
from translators.anthropic.vocabulary import spell
from translators.names import ANTHROPIC
from translators.translator import Translator

TRANSLATOR = Translator(
    wire=WIRE,
    stream_media_type="text/event-stream",
    stream_end=STOP,
    path=lambda _, __: "/messages",
    places=PLACES,
    shows=SHOWS,
    names=ANTHROPIC,
    headers=(("anthropic-version", "2023-06-01"),),
    passed_headers=frozenset({"anthropic-beta", "anthropic-version"}),
    peek_request=peek_request,
    forward_request=forward_request,
    glance_response=glance_response,
    glance_frame=glance_frame,
    read_request=read_request,
    write_request=write_request,
    read_response=read_response,
    write_response=write_response,
    stream_reader=Reader,
    stream_writer=StreamWriter,
    read_problem=read_problem,
    write_problem=write_problem,
    write_stream_problem=write_stream_problem,
    spell=spell,
    write_limits=write_limits,
    counting=COUNTING,
)
