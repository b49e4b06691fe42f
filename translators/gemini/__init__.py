"""Gemini's generateContent, as Google AI Studio and Vertex AI speak it. https://ai.google.dev/api/generate-content"""

from translators.gemini.address import path
from translators.gemini.counting import STUDIO
from translators.gemini.envelope import forward_request, peek_request
from translators.gemini.glance import glance_frame, glance_response
from translators.gemini.places import PLACES, SHOWS
from translators.gemini.problems import WIRE, read_problem, write_problem, write_stream_problem
from translators.gemini.request import read_request, write_request
from translators.gemini.response import read_response, write_response
from translators.gemini.stream import Reader
from translators.gemini.stream_writer import StreamWriter
from translators.gemini.vocabulary import spell
from translators.names import GEMINI
from translators.translator import Translator

TRANSLATOR = Translator(
    wire=WIRE,
    stream_media_type="text/event-stream",
    stream_end=b"",
    places=PLACES,
    shows=SHOWS,
    names=GEMINI,
    path=path,
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
    counting=STUDIO,
)
