"""What a browser would send from an admin form, read from the page itself."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.templates = 0
        self.select = self.textarea = None

    def _add(self, name, value):
        if name and not self.templates:
            self.sent.setdefault(name, []).append(value or "")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "template" or (tag == "script"):
            self.templates += 1
        elif tag == "input" and "disabled" not in attrs:
            kind = attrs.get("type", "text")
            checked = kind not in ("checkbox", "radio") or "checked" in attrs
            if checked and kind not in ("submit", "file", "button"):
                self._add(attrs.get("name"), attrs.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "select":
            self.select = attrs.get("name")
        elif tag == "option" and self.select and "selected" in attrs:
            self._add(self.select, attrs.get("value"))
        elif tag == "textarea":
            self.textarea = attrs.get("name")
            self._add(self.textarea, "")

    def handle_endtag(self, tag):
        if tag in ("template", "script"):
            self.templates = max(0, self.templates - 1)
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data):
        if self.textarea and not self.templates and self.textarea in self.sent:
            self.sent[self.textarea][-1] += data.removeprefix("\n") if not self.sent[self.textarea][-1] else data


def page_form(client, address: str) -> dict[str, list[str]]:
    """Return the fields of the admin form at an address, as they stand.

    The blocks of the body are built by a script: the form is sent with none.
    """
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    fields = _Fields()
    fields.feed(answer.content.decode())
    return {"body-count": ["0"], **fields.sent}
