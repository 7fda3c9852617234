"""Slow, large and odd senders occupy nobody's thread, and hear why they are refused."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from django.urls import reverse

from search.operating import receiving
from search.operating.receiving import Receiving, Stage
from search.operating.worker import MOST_FILES_WAITING
from search.samples import SAMPLES
from tests.letters.test_extraction import pdf
from tests.operating.site import Site, eventually
from tests.operating.test_full_disk import refuse_writes

SEARCH = "/search/?q=treatment"
DRIPPING = 30
IDLE = 700
"""More than one process takes in at once, and fewer than one process may open files."""


@contextmanager
def drip(site: Site, head: bytes) -> Iterator[socket.socket]:
    """A sender who has begun and goes on a byte at a time, when asked to."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as sender:
        sender.sendall(head)
        yield sender


BEGUN = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nusername=",
    b"GET /search/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    b"POST /admin/search/importbatch/add/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\nx",
)


def test_slow_senders_starve_no_reader_and_are_given_up(make_site: Callable[..., Site]) -> None:
    site = make_site(WEB_WORKERS="1", WEB_THREADS="2").start()
    with ExitStack() as stack:
        senders = [stack.enter_context(drip(site, BEGUN[n % len(BEGUN)])) for n in range(DRIPPING)]
        for _ in range(3):
            for sender in senders:
                sender.sendall(b"a")
            began = time.monotonic()
            assert site.get(SEARCH).status == 200
            assert time.monotonic() - began < 10
        assert site.get("/accounts/login/").status == 200
        assert eventually(lambda: _ended(senders[1]), receiving.HEAD_SECONDS + 10)
        senders[0].settimeout(receiving.SMALL_SECONDS + 10)
        said = _all(senders[0])
        assert b"408" in said.splitlines()[0] and b"too slowly" in said and b"</html>" in said


@contextmanager
def leave_unread(site: Site) -> Iterator[socket.socket]:
    """Somebody who asks for a whole result and reads nothing of it; small segments make little of it fit on the way."""
    with socket.socket() as asker:
        asker.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
        asker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        asker.connect(("127.0.0.1", site.port))
        asker.sendall(b"GET /search/download.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
        yield asker


def test_whole_results_that_nobody_reads_starve_no_reader(make_site: Callable[..., Site]) -> None:
    site = make_site(WEB_WORKERS="1", WEB_THREADS="2")
    site.manage("import_determinations", str(SAMPLES))
    site.start()
    with ExitStack() as stack:
        for _ in range(MOST_FILES_WAITING):
            stack.enter_context(leave_unread(site))
        time.sleep(2)
        began = time.monotonic()
        assert site.get(SEARCH).status == 200
        assert time.monotonic() - began < 10
        refused = site.get("/search.csv")
        assert refused.status == 503 and "taking whole results away" in refused.body
    assert eventually(lambda: site.get("/search.csv").status == 200)


def test_connections_that_ask_nothing_starve_no_reader(make_site: Callable[..., Site]) -> None:
    site = make_site(WEB_THREADS="2").start()
    assert site.get(SEARCH).status == 200
    for begun in (b"", b"GET / HTTP/1.1\r\n"):
        with ExitStack() as stack:
            for _ in range(IDLE):
                stack.enter_context(drip(site, begun))
            began = time.monotonic()
            assert site.get(SEARCH).status == 200
            assert time.monotonic() - began < receiving.HEAD_SECONDS / 2


def test_what_is_too_large_too_long_or_of_unknown_length_is_refused_in_words(make_site: Callable[..., Site]) -> None:
    site = make_site().start()
    large = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000000\r\n\r\n"
    long_line = b"GET /search/?q=" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    chunked = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    heads = b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: " + b"y" * 70_000
    for sent, status, words in (
        (large, b"413", b"may upload letters"),
        (long_line, b"414", b"address is too long"),
        (chunked, b"411", b"how long it is"),
        (heads, b"431", b"cookies"),
        (large.replace(b"/accounts/login/", b"/denial/"), b"413", b"10 MB. Paste the part"),
    ):
        with drip(site, sent) as sender:
            said = _all(sender)
        assert status in said.splitlines()[0] and words in said and b"</html>" in said, said[:300]
    assert not [path for path in site.folder.rglob("*") if path.stat().st_size > 100_000_000]
    # A header that is long and no more than that is no reason to refuse.
    assert site.get("/about/", X_Long="y" * 20_000).status == 200


def test_a_strangers_denial_may_be_a_scan_and_never_touches_the_disk(make_site: Callable[..., Site]) -> None:
    site = make_site().start()
    line = b"a line that ends it"
    facts = b'Content-Disposition: form-data; name="file"; filename="denial.pdf"\r\n\r\n'
    page = site.get("/denial/")
    token = page.body.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0].encode()
    form = b'--%b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n%b\r\n' % (line, token)
    paper = pdf([[(72, 72, "The request for acupuncture is denied.")]])
    # A picture that no page shows, and the paper's own end once more.
    paper += b"9999 0 obj\n<</Length %d>> stream\n%b\nendstream\nendobj\n" % (9 * 2**20, bytes(9 * 2**20))
    paper += paper[paper.index(b"startxref") : paper.index(b"%%EOF") + 6]
    form += b"--%b\r\n%b%b\r\n--%b--\r\n" % (line, facts, paper, line)
    refuse_writes(site, receiving.SMALL // 2)
    answer = site.ask(
        "POST",
        "/denial/",
        form,
        60,
        Content_Type=f"multipart/form-data; boundary={line.decode()}",
        Cookie=page.headers["set-cookie"].partition(";")[0],
    )
    assert answer.status == 200 and "1 request was read" in answer.body


ODD = (
    (b"hello\r\n\r\n", 400),
    (b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid=\x01\r\n\r\n", 400),
    (b"POST /denial/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: five\r\n\r\n", 400),
    (b"POST /denial/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
    (b"POST /denial/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n", 413),
    (b"POST /denial/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"9" * 9_000 + b"\r\n\r\n", 413),
    (b"POST /denial/ HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\nContent-Length: 0\r\n\r\n", 417),
    (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(200)) + b"\r\n", 431),
    (b"GET /search.json?q=" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
)


def test_whatever_is_refused_is_told_in_the_sites_own_manner(make_site: Callable[..., Site]) -> None:
    site = make_site(LOG_FORMAT="json").start()
    numbers = []
    for sent, status in ODD:
        for asks in (b"", b"Accept: application/json\r\n"):
            first, end, rest = sent.partition(b"\r\n")
            began = time.monotonic()
            with drip(site, first + end + (asks if end and rest != b"\r\n" else b"") + rest) as sender:
                head, _, body = _all(sender).partition(b"\r\n\r\n")
            assert time.monotonic() - began < 4, sent[:100]  # nobody's thread waited for what will not come
            assert head.startswith(b"HTTP/1.1 %d " % status), (sent[:100], head)
            numbers.append(head.partition(b"X-Request-ID: ")[2].partition(b"\r\n")[0].decode())
            assert numbers[-1].encode() in body
            as_data = b".json" in first or (asks and rest != b"\r\n")
            assert "error" in json.loads(body) if as_data else b"IMR Precedents</a>" in body, (sent[:100], body)
    lines = [json.loads(line) for line in site.said().splitlines()]  # also what the web server says of itself
    assert set(numbers) <= {line["request"] for line in lines}


def test_whole_requests_are_answered_however_they_are_cut(make_site: Callable[..., Site]) -> None:
    site = make_site().start()
    two = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
    two += b"GET /help/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as sender:
        for cut in range(0, len(two), 7):
            sender.sendall(two[cut : cut + 7])
        said = _all(sender)
    assert said.count(b"HTTP/1.1 200") == 2 and b'{"ok": true}' in said and said.endswith(b"</html>\n")
    form = b"username=nobody&password=" + b"x" * 50_000
    answer = site.ask("POST", "/accounts/login/", form, 10, Content_Type="application/x-www-form-urlencoded")
    assert answer.status == 403  # no token: the form was read, and judged by the site
    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(lambda n: site.get(f"/search/?q=treatment+{n}").status, range(40)))
    assert set(statuses) == {200}


@pytest.mark.parametrize("cut", [1, 3, 17, 10_000])
def test_a_request_is_whole_when_its_body_is(cut: int) -> None:
    sent = b"\r\nPOST /x HTTP/1.1\r\nContent-Length:  5 \r\n\r\nhello"
    taken = Receiving(0.0)
    for start in range(0, len(sent), cut):
        assert taken.stage is not Stage.WHOLE
        taken.feed(sent[start : start + cut], 0.0)
    assert taken.stage is Stage.WHOLE and taken.writes and taken.refused is None
    taken.body.seek(0)
    assert taken.body.read() == b"hello"
    taken.body.close()


def test_a_large_body_must_keep_up_a_rate() -> None:
    taken = Receiving(0.0)
    taken.feed(b"POST /x HTTP/1.1\r\nContent-Length: 50000000\r\n\r\n", 5.0)
    assert taken.stage.value == "asking"
    taken.allow()
    assert taken.stage.value == "body"
    assert taken.deadline() == pytest.approx(5.0 + receiving.SMALL_SECONDS + 50_000_000 / receiving.LEAST_RATE)
    taken.body.close()


def _ended(sender: socket.socket) -> bool:
    sender.settimeout(0.2)
    try:
        sender.sendall(b"a")
        return sender.recv(100_000) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def _all(sender: socket.socket) -> bytes:
    said = b""
    try:
        while data := sender.recv(100_000):
            said += data
    except OSError:
        pass
    return said


def test_every_view_of_whole_results_has_threads_apart() -> None:
    assert receiving.whole_results() == {reverse(name).encode() for name in ("search-csv", "search-download")}
