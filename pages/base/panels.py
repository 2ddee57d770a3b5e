"""What the editor reads beside what they write."""

from wagtail.admin.panels import Panel

from pages.people import audience


class AudiencePanel(Panel):
    """Tell in plain words who sees the page today, and which page decided it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "base/admin/audience_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return {**context, **audience_in_words(self.instance)}


def audience_in_words(page) -> dict:
    """Return who sees a page (``readers``) and the page it has that from (``inherited_from``, None: its own choice).

    A page not saved yet will be seen as its own choice says, once published.
    """
    if page.pk is None:
        return {"readers": "", "inherited_from": None, "inheriting": 0, "live": False}
    token = audience.token_of(page)
    choice = getattr(page.effective_audience, "level", "inherit") if token else "inherit"
    source = page.get_parent() if choice == "inherit" and page.depth > 2 else None
    below = page.get_descendants().filter(effective_audience__token=token).count() if token else 0
    return {"readers": audience.explain(token), "inherited_from": source, "inheriting": below, "live": page.live}
