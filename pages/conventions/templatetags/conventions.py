"""What the pages of the rooms above show of a convention beside their own content."""

from django import template

register = template.Library()


@register.inclusion_tag("conventions/objective_findings.html", takes_context=True)
def objective_findings(context, objective) -> dict:
    """Render the findings that an objective comes from, on the page of its axis."""
    return {"findings": context.get("findings_by_objective", {}).get(objective.pk, [])}
