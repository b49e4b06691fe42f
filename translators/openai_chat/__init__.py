"""OpenAI chat completions, and every server that speaks it. https://platform.openai.com/docs/api-reference/chat"""

from translators.names import OPENAI
from translators.openai_chat.envelope import forward_request, peek_request
from translators.openai_chat.glance import glance_frame, glance_response
from translators.openai_chat.limits import write_limits
from translators.openai_chat.places import PLACES, SHOWS
from translators.openai_chat.problems import WIRE, read_problem, write_problem, write_stream_problem
from translators.openai_chat.request import read_request, write_request
from translators.openai_chat.response import read_response, write_response
from translators.openai_chat.stream import Reader
from translators.openai_chat.stream_writer import DONE, StreamWriter
from translators.openai_chat.vocabulary import spell
from translators.translator import Translator

TRANSLATOR = Translator(
    wire=WIRE,
    stream_media_type="text/event-stream",
    stream_end=DONE,
    places=PLACES,
    shows=SHOWS,
    names=OPENAI,
    path=lambda _, __: "/chat/completions",
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
)
