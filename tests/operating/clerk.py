"""Somebody who signs in and sends letters, with cookies and nothing else of a browser."""

from __future__ import annotations

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

from tests.operating.site import Site

MAKE_CLERK = """
from django.contrib.auth.models import User
User.objects.create_superuser("clerk", password="a-long-password-1")
"""


class Browser:
    """Somebody's cookies, wherever the balancer sends them."""

    def __init__(self) -> None:
        self.cookies: SimpleCookie = SimpleCookie()

    def ask(self, site: Site, method: str, address: str, body: bytes = b"", kind: str = "") -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{each.key}={each.value}" for each in self.cookies.values())}
        headers |= {"Content-Type": kind} if kind else {}
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        connection.request(method, address, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.load(value)
        connection.close()
        return answer.status, text

    def token(self, site: Site, address: str) -> str:
        """What a form of that page must send along."""
        status, page = self.ask(site, "GET", address)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert status == 200 and found, page[:500]
        return found[1]

    def sign_in(self, site: Site) -> None:
        fields = {"username": "clerk", "password": "a-long-password-1", "next": "/admin/"}
        fields["csrfmiddlewaretoken"] = self.token(site, "/accounts/login/")
        form = "application/x-www-form-urlencoded"
        assert self.ask(site, "POST", "/accounts/login/", urlencode(fields).encode(), form)[0] == 302

    def send(self, site: Site, letters: dict[str, bytes]) -> None:
        """Upload letters."""
        token = self.token(site, "/admin/search/importbatch/add/")
        line = uuid4().hex
        part = f'--{line}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'.encode()
        for name, data in letters.items():
            facts = f'Content-Disposition: form-data; name="letters"; filename="{name}"\r\nContent-Type: text/plain'
            part += f"--{line}\r\n{facts}\r\n\r\n".encode() + data + b"\r\n"
        kind = f"multipart/form-data; boundary={line}"
        status, page = self.ask(site, "POST", "/admin/search/importbatch/add/", part + f"--{line}--\r\n".encode(), kind)
        assert status == 302, page[:2_000]
