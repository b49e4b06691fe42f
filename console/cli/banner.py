"""What a person reads when the gateway has started without a key of theirs: a key for this run, and how to use it."""

from __future__ import annotations

WORDS = """\
modelbridge is ready at {url}

No caller key is configured, so one was made for this run. It is shown only here and is gone when the gateway stops:

  {key}

Try it:

  curl {url}/v1/chat/completions -H "Authorization: Bearer {key}" -H "Content-Type: application/json" -d '{body}'

  python -c "from openai import OpenAI; print(OpenAI(base_url='{url}/v1', api_key='{key}').chat.completions.create(\
model='mock/echo', messages=[{{'role': 'user', 'content': 'hello'}}]).choices[0].message.content)"

"""
BODY = '{"model": "mock/echo", "messages": [{"role": "user", "content": "hello"}]}'


def banner(url: str, key: str | None) -> str:
    """The words, with the lines ready to be copied."""
    if key is None:
        return f"modelbridge is ready at {url}\n"
    return WORDS.format(url=url, key=key, body=BODY)
