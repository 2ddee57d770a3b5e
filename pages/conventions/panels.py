"""What the convention's editor reads beside what they write."""

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel


class PairPanel(Panel):
    """Show who coordinates today and lead to the roles' own screen: rights are not part of a page's draft."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "conventions/admin/pair_panel.html"

        @cached_property
        def saved(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            if self.saved:
                context["pair"] = [(role.label, held) for role, held in self.instance.pair().items()]
                context["roles_url"] = f"{reverse('roles:list')}?page={self.instance.pk}"
            return context
