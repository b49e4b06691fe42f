"""What kind of file is this?"""

from __future__ import annotations

import pytest

from translators.gemini.media import kind_of, of_address, of_data


@pytest.mark.parametrize(
    ("media", "kind"),
    [("image/png", "image"), ("AUDIO/wav", "audio"), ("video/mp4", "video"), ("application/pdf", "document"), ("", "document")],
)
def test_a_media_type_says_which_part_it_is(media: str, kind: str) -> None:
    assert kind_of(media) == kind


@pytest.mark.parametrize(
    ("url", "media"),
    [
        ("https://a.example/i.PNG?size=1#x", "image/png"),
        ("gs://bucket/a/b.webp", "image/webp"),
        ("https://a.example/picture", "image/jpeg"),
        ("https://[broken", "image/jpeg"),
        ("https://a.example/i\n.png", "image/jpeg"),
    ],
)
def test_an_address_tells_by_its_end(url: str, media: str) -> None:
    assert of_address(url, "image") == media


def test_data_tells_by_its_type_or_its_first_bytes() -> None:
    assert of_data("", "iVBORw0KGgoAAA", "image") == "image/png"
    assert of_data("", "JVBERi0x", "document") == "application/pdf"
    assert of_data("", "????", "audio") == "audio/mp3"
    assert of_data("audio/mpeg", "", "audio") == "audio/mp3"
    assert of_data("image/tiff", "", "image") == "image/tiff"
