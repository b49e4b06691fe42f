"""Gemini on Vertex AI: the same wire, but tokens are counted in another way."""

from dataclasses import replace

from translators.gemini import TRANSLATOR as GEMINI
from translators.gemini.counting import VERTEX

TRANSLATOR = replace(GEMINI, counting=VERTEX)
