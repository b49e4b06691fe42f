"""nginx twice: as the cheapest provider there is, and as the proxy everything is compared with."""

from __future__ import annotations

import getpass
from pathlib import Path

from tests.bench import machine, texts

_FRAME = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{ worker_connections 16384; }}
http {{
  access_log off; keepalive_requests 100000000; keepalive_timeout 600s; default_type application/json;
  client_body_temp_path {folder}/client; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {inside}
}}
"""
_PROVIDER = """
  server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ return 200 '{reply}'; }} }}
"""
# Bodies stay in memory (nginx would write 10 MB to a file by default), and connections to the provider are kept, as ours are.
_PROXY = """
  upstream provider {{ server 127.0.0.1:{provider}; keepalive 4096; keepalive_requests 100000000; keepalive_timeout 600s; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096; client_max_body_size 64m; client_body_buffer_size 16m;
    location / {{ proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering {buffering};
      proxy_read_timeout 600s; }}
  }}
"""


def provider(folder: Path, port: int) -> tuple[str, ...]:
    """The command of a provider that answers the same whole reply to everything."""
    return _command(folder, _PROVIDER.format(port=port, reply=texts.answer().decode()))


def proxy(folder: Path, port: int, to: int, *, streaming: bool) -> tuple[str, ...]:
    """The command of a proxy; a stream is passed on as it comes."""
    return _command(folder, _PROXY.format(port=port, provider=to, buffering="off" if streaming else "on"))


def _command(folder: Path, inside: str) -> tuple[str, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    me = getpass.getuser()
    user = "user root;" if me == "root" else ""  # else its worker could not write into our folder
    written = folder / "nginx.conf"
    written.write_text(_FRAME.format(folder=folder, user=user, inside=inside))
    return (machine.program("nginx", "nginx"), "-c", str(written), "-p", str(folder))
