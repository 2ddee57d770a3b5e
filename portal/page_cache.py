"""The page cache: it stands before Django and answers strangers with the pages that it keeps in memory.

What is kept is what a person without a session was shown for an address; it is thrown away as soon as the content's
generation moves (see generation.py), at the instant that the page itself announced, or after five minutes.
"""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from portal.generation import Generation, current

EXPIRES_AT = "x-portal-expires-at"
MAX_AGE = 300
MAX_BYTES = 24 * 1024 * 1024
MAX_BODY = 1024 * 1024
MAX_ADDRESS = 512
MAX_FIELDS = 12
TEXT = re.compile(r"(text/(html|plain|xml|calendar)|application/([\w.-]+\+)?(xml|json)|image/svg\+xml)\b")
NO_GZIP = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")
UNKEPT = re.compile(r"\b(private|no-store|no-cache|max-age=0)\b")
VARIES = {"", "cookie", "accept-encoding"}
OURS = {"etag", "content-length", "content-encoding", "vary", EXPIRES_AT}

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it is sent: both bodies with their headers, its tag and the instant (epoch) it stops being true."""

    generation: tuple
    expires_at: float
    etag: str
    plain: bytes
    plain_headers: Headers
    gzipped: bytes
    gzipped_headers: Headers
    unchanged_headers: Headers

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.gzipped) + 2048


class Shelf:
    """The pages kept, the least recently asked thrown away beyond a number of bytes. Safe between threads."""

    def __init__(self, max_bytes: int):
        self.max_bytes = max_bytes
        self.bytes = 0
        self._pages: OrderedDict[tuple, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: tuple, generation: tuple, now: float) -> Kept | None:
        """Return a page that is still true; one of another generation empties the shelf, for none there is true."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if page.generation != generation:
                self._pages.clear()
                self.bytes = 0
                return None
            if page.expires_at <= now:
                del self._pages[key]
                self.bytes -= page.size
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: tuple, page: Kept) -> None:
        with self._lock:
            if before := self._pages.pop(key, None):
                self.bytes -= before.size
            self._pages[key] = page
            self.bytes += page.size
            while self.bytes > self.max_bytes:
                _key, oldest = self._pages.popitem(last=False)
                self.bytes -= oldest.size


class PageCache:
    """The WSGI application that wraps Django's.

    Addresses with a query are kept on a shelf of their own, a quarter of the whole: inventing queries does not push
    the pages out.
    """

    def __init__(self, application: Callable, generation: Generation | None = None, max_bytes: int = MAX_BYTES):
        self.application = application
        # Read once: the settings object costs as much as the rest of an answer from memory.
        self.enabled = settings.PAGE_CACHE
        self.static_url = settings.STATIC_URL
        self.trusted_scheme = settings.SECURE_PROXY_SSL_HEADER
        self.trusts_forwarded_host = settings.USE_X_FORWARDED_HOST
        self.generation = generation or current()
        self.pages = Shelf(max_bytes * 3 // 4)
        self.queried = Shelf(max_bytes // 4)
        self.personal_cookies = (f"{settings.SESSION_COOKIE_NAME}=", "messages=")
        # A page made for someone who holds a CSRF cookie may contain their token without sending the cookie again.
        self.unkept_cookies = (*self.personal_cookies, f"{settings.CSRF_COOKIE_NAME}=")
        self.known_host = lru_cache(maxsize=64)(self._known_host)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = self.key(environ) if self.enabled else None
        # Read before anything is rendered: a page made while the content changes is kept under the former number.
        generation = self.generation.read() if key else None
        if generation is None:
            return self.application(environ, without_instant(start_response))
        shelf = self.queried if key[3] else self.pages
        page = shelf.get(key, generation, time.time())
        if page is None:
            if environ["REQUEST_METHOD"] != "GET" or self.holds(environ, self.unkept_cookies):
                return self.application(environ, without_instant(start_response))
            page, passed_on = self.render(environ, start_response, generation)
            if page is None:
                return passed_on
            shelf.put(key, page)
        return send(page, environ, start_response)

    def key(self, environ: dict) -> tuple | None:
        """Return what a kept page is found by, None when the request must go to Django."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        if "HTTP_COOKIE" in environ and self.holds(environ, self.personal_cookies):
            return None
        if "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ or "HTTP_HX_REQUEST" in environ:
            return None
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if len(path) > MAX_ADDRESS or len(query) > MAX_ADDRESS or path.startswith(self.static_url):
            return None
        host = self.host(environ)
        if not self.known_host(host):
            return None
        try:
            query = normalised(query) if query else ""
        except ValueError:
            return None
        return self.scheme(environ), host, environ.get("SCRIPT_NAME", "") + path, query

    @staticmethod
    def holds(environ: dict, cookies: tuple[str, ...]) -> bool:
        """Say whether the request brings one of these cookies."""
        brought = environ.get("HTTP_COOKIE")
        return bool(brought) and any(cookie in brought for cookie in cookies)

    def scheme(self, environ: dict) -> str:
        """Return the scheme as Django will see it: a proxy's word counts only where the settings trust it."""
        if self.trusted_scheme:
            header, secure = self.trusted_scheme
            if said := environ.get(header):
                return "https" if said.split(",", 1)[0].strip() == secure else "http"
        return environ.get("wsgi.url_scheme", "http")

    def host(self, environ: dict) -> str:
        forwarded = environ.get("HTTP_X_FORWARDED_HOST") if self.trusts_forwarded_host else None
        return (forwarded or environ.get("HTTP_HOST", "")).lower()

    @staticmethod
    def _known_host(host: str) -> bool:
        domain, _port = split_domain_port(host)
        return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)

    def render(self, environ, start_response, generation) -> tuple[Kept | None, Iterable[bytes] | None]:
        """Ask Django for a page; return it, or the answer to pass on untouched when it may not be kept."""
        said = []

        def hear(status, headers, exc_info=None):
            said[:] = [status, headers]

        answer = self.application(environ, hear)
        status, headers = said
        if not keepable(status, headers):
            without_instant(start_response)(status, headers)
            return None, answer
        body, rest = take(answer)
        if rest is not None:
            without_instant(start_response)(status, headers)
            return None, rest
        return kept(headers, body, generation), None


def keepable(status: str, headers: Headers) -> bool:
    """Say whether an answer may be kept: a plain page, the same for every stranger."""
    if not status.startswith("200"):
        return False
    said = {name.lower(): value.lower() for name, value in headers}
    if "set-cookie" in said or "content-encoding" in said or "content-disposition" in said:
        return False
    if not TEXT.match(said.get("content-type", "")) or UNKEPT.search(said.get("cache-control", "")):
        return False
    if "'nonce-" in said.get("content-security-policy", ""):
        return False
    if int(said.get("content-length") or 0) > MAX_BODY:
        return False
    return {name.strip() for name in said.get("vary", "").split(",")} <= VARIES


def take(answer: Iterable[bytes]) -> tuple[bytes, Iterable[bytes] | None]:
    """Read an answer whole; when it is too long to be kept, return it as a second value, nothing lost."""
    continued = Continued([], iter(answer), answer)
    try:
        for part in continued.source:
            continued.parts.append(part)
            if sum(map(len, continued.parts)) > MAX_BODY:
                return b"", continued
    except BaseException:
        continued.close()
        raise
    continued.close()
    return b"".join(continued.parts), None


class Continued:
    """An answer whose first parts were already read."""

    def __init__(self, parts: list[bytes], source, answer):
        self.parts, self.source, self.answer = parts, source, answer

    def __iter__(self):
        yield from self.parts
        yield from self.source

    def close(self):
        if hasattr(self.answer, "close"):
            self.answer.close()


def kept(headers: Headers, body: bytes, generation: tuple) -> Kept:
    """Prepare a page in the two forms that it is sent in."""
    now = time.time()
    said = {name.lower(): value for name, value in headers}
    etag = f'W/"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    common = [(name, value) for name, value in headers if name.lower() not in OURS]
    if "cache-control" not in said:
        common.append(("Cache-Control", "no-cache"))
    common += [("ETag", etag), ("Vary", "Accept-Encoding, Cookie")]
    zipped = gzip.compress(body, 6, mtime=0)
    return Kept(
        generation=generation,
        expires_at=min(now + lifetime(said), instant(said.get(EXPIRES_AT), now + MAX_AGE)),
        etag=etag,
        plain=body,
        plain_headers=[*common, ("Content-Length", str(len(body)))],
        gzipped=zipped,
        gzipped_headers=[*common, ("Content-Encoding", "gzip"), ("Content-Length", str(len(zipped)))],
        unchanged_headers=[(name, value) for name, value in common if name in ("Cache-Control", "ETag", "Vary")],
    )


def lifetime(said: dict[str, str]) -> int:
    """Return for how many seconds a page is kept: its own ``max-age`` within our limit."""
    announced = re.search(r"max-age=(\d{1,9})", said.get("cache-control", ""))
    return min(MAX_AGE, int(announced[1])) if announced else MAX_AGE


def instant(announced: str | None, default: float) -> float:
    """Return the epoch at which a page says that it stops being true."""
    try:
        return float(announced)
    except (TypeError, ValueError):
        return default


def send(page: Kept, environ: dict, start_response: Callable) -> list[bytes]:
    """Answer with a kept page, compressed for who accepts it, or with 304 for who has it already."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and same(asked, page.etag):
        start_response("304 Not Modified", page.unchanged_headers)
        return []
    accepts = environ.get("HTTP_ACCEPT_ENCODING", "")
    if "gzip" in accepts and not NO_GZIP.search(accepts):
        headers, body = page.gzipped_headers, page.gzipped
    else:
        headers, body = page.plain_headers, page.plain
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def same(asked: str, etag: str) -> bool:
    """Compare tags weakly (RFC 9110, 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags


def normalised(query: str) -> str:
    """Return a query with its fields sorted by name. Raises ValueError when it holds too many."""
    fields = parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="surrogateescape")
    return urlencode(sorted(fields, key=lambda field: field[0]), errors="surrogateescape")


def without_instant(start_response: Callable) -> Callable:
    """Keep the header that is meant for us from leaving."""

    def start(status, headers, exc_info=None):
        headers = [(name, value) for name, value in headers if name.lower() != EXPIRES_AT]
        return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

    return start
