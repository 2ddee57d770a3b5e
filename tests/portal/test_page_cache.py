"""The page cache before Django: who is answered from memory, what is kept, when it is thrown away."""

import gzip
import time
from io import BytesIO

import pytest

from portal.generation import Generation
from portal.page_cache import MAX_BODY, PageCache


class Site:
    """A WSGI application that counts what it is asked; ``headers`` and ``body`` are what it answers."""

    def __init__(self):
        self.asked = 0
        self.status = "200 OK"
        self.headers = [("Content-Type", "text/html; charset=utf-8")]
        self.parts = None

    def __call__(self, environ, start_response):
        self.asked += 1
        start_response(self.status, list(self.headers))
        return self.parts or [f"réponse {self.asked} à {environ['PATH_INFO']}".encode()]


@pytest.fixture
def site(settings):
    settings.PAGE_CACHE = True
    settings.ALLOWED_HOSTS = ["portail.test", "autre.test"]
    return Site()


@pytest.fixture
def generation(tmp_path):
    return Generation(tmp_path / "generation")


@pytest.fixture
def cache(site, generation):
    return PageCache(site, generation)


class Answer:
    def __init__(self, status, headers, body):
        self.status = int(status.split()[0])
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    @property
    def text(self):
        zipped = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if zipped else self.body).decode()


def ask(cache, path="/", query="", method="GET", scheme="http", **headers):
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "HTTP_HOST": "portail.test",
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    said = []
    body = cache(environ, lambda status, headers, exc_info=None: said.append((status, headers)))
    try:
        content = b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    return Answer(*said[-1], content)


# Who is answered from memory


def test_a_stranger_is_answered_from_memory_the_second_time(cache, site):
    first, second = ask(cache), ask(cache)
    assert first.text == second.text == "réponse 1 à /"
    assert site.asked == 1


@pytest.mark.parametrize("cookie", ["portail_session=abc", "messages=xyz", "a=1; portail_session=abc"])
def test_who_has_a_session_or_a_message_is_never_answered_from_memory(cache, site, cookie):
    ask(cache)
    assert ask(cache, cookie=cookie).text == "réponse 2 à /"
    assert ask(cache).text == "réponse 1 à /"


def test_what_was_made_for_the_holder_of_a_form_token_is_not_kept_for_others(cache):
    ask(cache, cookie="portail_csrf=abc")
    assert ask(cache).text == "réponse 2 à /"


def test_the_holder_of_a_form_token_is_answered_from_memory(cache, site):
    ask(cache)
    ask(cache, cookie="portail_csrf=abc")
    assert site.asked == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading_is_answered_from_memory(cache, method):
    ask(cache)
    assert ask(cache, method=method).text == "réponse 2 à /"


@pytest.mark.parametrize("headers", [{"range": "bytes=0-5"}, {"authorization": "Basic eA=="}, {"hx_request": "true"}])
def test_a_request_for_something_else_than_the_whole_page_goes_to_django(cache, headers):
    ask(cache)
    assert ask(cache, **headers).text == "réponse 2 à /"


def test_static_files_are_not_kept(cache, site):
    site.headers = [("Content-Type", "text/plain")]
    ask(cache, "/static/a.txt"), ask(cache, "/static/a.txt")
    assert site.asked == 2


def test_nothing_is_kept_when_the_settings_say_so(site, generation, settings):
    settings.PAGE_CACHE = False
    cache = PageCache(site, generation)
    ask(cache), ask(cache)
    assert site.asked == 2


# What tells two pages apart


def test_hosts_schemes_and_paths_are_kept_apart(cache, site):
    texts = {
        ask(cache).text,
        ask(cache, host="autre.test").text,
        ask(cache, scheme="https").text,
        ask(cache, "/actions/").text,
        ask(cache, host="portail.test:8000").text,
    }
    assert len(texts) == site.asked == 5


def test_an_unknown_host_is_left_to_django_and_not_kept(cache, site):
    ask(cache, host="pirate.test"), ask(cache, host="pirate.test")
    assert site.asked == 2
    assert len(cache.pages) == 0


def test_a_proxys_word_on_the_scheme_does_not_count_where_it_is_not_trusted(cache, site):
    ask(cache), ask(cache, x_forwarded_proto="https")
    assert site.asked == 1


def test_a_trusted_proxys_word_on_the_scheme_replaces_the_connections_own(site, generation, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    cache = PageCache(site, generation)
    ask(cache), ask(cache, x_forwarded_proto="https")
    assert site.asked == 2
    ask(cache, scheme="https", x_forwarded_proto="http")
    assert site.asked == 2


def test_the_order_of_the_fields_does_not_matter_but_that_of_a_fields_values_does(cache, site):
    ask(cache, query="b=2&a=1"), ask(cache, query="a=1&b=2")
    assert site.asked == 1
    ask(cache, query="a=1&a=2"), ask(cache, query="a=2&a=1")
    assert site.asked == 3


@pytest.mark.parametrize("query", ["q=" + "a" * 600, "&".join(f"f{n}=1" for n in range(50))])
def test_a_query_out_of_proportion_is_left_to_django(cache, site, query):
    ask(cache, query=query), ask(cache, query=query)
    assert site.asked == 2


@pytest.mark.parametrize("query", ["%ff%fe", "\xff", "=&=&&", "a=%00", "%", "a[]=1;b=2", "q=\ud800"])
def test_a_malformed_query_breaks_nothing(cache, query):
    assert ask(cache, query=query).status == 200


def test_two_invalid_queries_are_not_taken_for_each_other(cache, site):
    ask(cache, query="q=%ff"), ask(cache, query="q=%fe")
    assert site.asked == 2


def test_invented_queries_do_not_push_the_pages_out(site, generation):
    cache = PageCache(site, generation, max_bytes=60_000)
    ask(cache)
    for number in range(100):
        ask(cache, query=f"x={number}")
    before = site.asked
    ask(cache)
    assert site.asked == before


# What is kept


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "portail_csrf=abc"),
        ("Cache-Control", "private"),
        ("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private"),
        ("Vary", "Cookie, HX-Request"),
        ("Vary", "*"),
        ("Content-Encoding", "br"),
        ("Content-Disposition", "attachment"),
        ("Content-Security-Policy", "script-src 'nonce-abc'"),
    ],
)
def test_an_answer_that_is_not_the_same_for_every_stranger_is_not_kept(cache, site, header):
    site.headers.append(header)
    ask(cache)
    second = ask(cache)
    assert site.asked == 2
    assert second.headers[header[0].lower()] == header[1]


@pytest.mark.parametrize("status", ["302 Found", "404 Not Found", "403 Forbidden", "500 Error", "206 Partial"])
def test_only_a_success_is_kept(cache, site, status):
    site.status = status
    ask(cache)
    assert ask(cache).status == int(status.split()[0])
    assert site.asked == 2


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "application/octet-stream", ""])
def test_only_texts_are_kept(cache, site, kind):
    site.headers = [("Content-Type", kind)]
    ask(cache), ask(cache)
    assert site.asked == 2


class Parts(list):
    """An answer in parts, that must be closed as WSGI asks."""

    closed = False

    def close(self):
        self.closed = True


def test_an_answer_too_long_to_be_kept_is_passed_on_whole_and_closed(cache, site):
    site.parts = Parts([b"x" * 1000] * (MAX_BODY // 1000 + 10))
    assert len(ask(cache).body) == 1000 * (MAX_BODY // 1000 + 10)
    assert site.parts.closed
    assert len(cache.pages) == 0


def test_an_answer_that_is_kept_is_closed(cache, site):
    site.parts = Parts([b"un ", b"deux"])
    assert ask(cache).text == "un deux"
    assert site.parts.closed


def test_memory_is_bounded_and_the_page_asked_least_recently_leaves_first(site, generation):
    cache = PageCache(site, generation, max_bytes=40_000)
    for number in range(50):
        ask(cache, f"/{number}/"), ask(cache, "/0/")
    assert cache.pages.bytes <= 30_000
    assert site.asked == 50
    ask(cache, "/1/")
    assert site.asked == 51


# How it is sent


def test_the_page_is_compressed_for_who_accepts_it_and_plain_for_who_does_not(cache):
    plain = ask(cache)
    zipped = ask(cache, accept_encoding="br, gzip")
    refused = ask(cache, accept_encoding="gzip;q=0, identity")
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert zipped.text == plain.text == refused.text
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "Cookie" in plain.headers["vary"]


def test_who_has_the_page_already_is_told_so_without_sending_it(cache, site):
    tag = ask(cache).headers["etag"]
    again = ask(cache, if_none_match=f'"autre", {tag}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == tag
    assert ask(cache, if_none_match='"autre"').status == 200
    assert site.asked == 1


def test_the_head_of_a_kept_page_has_its_length_and_no_body(cache, site):
    length = ask(cache).headers["content-length"]
    head = ask(cache, method="HEAD")
    assert head.body == b""
    assert head.headers["content-length"] == length
    assert site.asked == 1


def test_asking_for_the_head_first_keeps_no_empty_page(cache):
    ask(cache, method="HEAD")
    assert ask(cache).text == "réponse 2 à /"


# When it is thrown away


def test_a_move_of_the_generation_throws_every_page_away(cache, generation):
    ask(cache), ask(cache, "/actions/")
    generation.move()
    assert ask(cache).text == "réponse 3 à /"
    assert ask(cache, "/actions/").text == "réponse 4 à /actions/"


def test_a_page_made_while_the_content_changes_is_not_shown_afterwards(generation, site, settings):
    def changed_meanwhile(environ, start_response):
        answer = site(environ, start_response)
        if site.asked == 1:
            generation.move()
        return answer

    cache = PageCache(changed_meanwhile, generation)
    ask(cache)
    assert ask(cache).text == "réponse 2 à /"


def test_a_page_is_not_shown_after_the_instant_it_announced_and_the_header_does_not_leave(cache, site):
    site.headers.append(("X-Portal-Expires-At", str(time.time() - 1)))
    first = ask(cache)
    assert "x-portal-expires-at" not in first.headers
    assert ask(cache).text == "réponse 2 à /"


def test_a_page_whose_instant_is_to_come_is_kept(cache, site):
    site.headers.append(("X-Portal-Expires-At", str(time.time() + 3600)))
    ask(cache)
    assert "x-portal-expires-at" not in ask(cache).headers
    assert site.asked == 1


def test_the_announced_instant_does_not_leave_with_an_answer_that_is_not_kept(cache, site):
    site.headers += [("X-Portal-Expires-At", "1"), ("Cache-Control", "private")]
    assert "x-portal-expires-at" not in ask(cache).headers
    assert "x-portal-expires-at" not in ask(cache, cookie="portail_session=a").headers


def test_nothing_is_kept_when_the_generation_cannot_be_read(site, tmp_path):
    (tmp_path / "file").write_text("")
    cache = PageCache(site, Generation(tmp_path / "file" / "generation"))
    ask(cache), ask(cache)
    assert site.asked == 2
