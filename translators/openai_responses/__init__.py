"""OpenAI responses, and every server that speaks it. https://platform.openai.com/docs/api-reference/responses"""

from translators.names import OPENAI
from translators.openai_chat.limits import write_limits
from translators.openai_responses.counting import COUNTING
from translators.openai_responses.echo import echo
from translators.openai_responses.envelope import forward_request, peek_request
from translators.openai_responses.glance import glance_frame, glance_response
from translators.openai_responses.places import PLACES, SHOWS
from translators.openai_responses.problems import WIRE, read_problem, write_problem, write_stream_problem
from translators.openai_responses.request import read_request, write_request
from translators.openai_responses.response import read_response, write_response
from translators.openai_responses.stream import Reader
from translators.openai_responses.stream_writer import StreamWriter
from translators.openai_responses.vocabulary import spell
from translators.translator import Translator

TRANSLATOR = Translator(
    wire=WIRE,
    stream_media_type="text/event-stream",
    stream_end=b"",  # the last event is the whole reply, which nobody can say in the provider's place
    places=PLACES,
    shows=SHOWS,
    names=OPENAI,
    path=lambda _, __: "/responses",
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
    echo=echo,
    counting=COUNTING,
)
