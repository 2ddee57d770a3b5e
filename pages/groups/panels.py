"""What the editor of minutes reads beside what they write."""

from wagtail.admin.panels import Panel

from pages.groups import readers


class ReadersPanel(Panel):
    """Tell who will read the minutes by each choice of audience, strongly when their group is a private one."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "groups/admin/readers_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            meeting = self.instance.get_parent() if self.instance.pk else None
            return {**context, **(readers.of_minutes(meeting, self.instance.audience) if meeting else {})}
