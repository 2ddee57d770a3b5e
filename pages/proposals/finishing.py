"""What the end of a circuit does, named in the settings: it must import no model at its top (Wagtail reads it while
its own models are being made).
"""

from wagtail.workflows import publish_workflow_state


def finish(workflow_state, user=None) -> None:
    """Accept the request whose circuit ends; a page is published by Wagtail's own action."""
    from pages.proposals.models import Proposal
    from pages.proposals.services.decisions import accept

    if isinstance(workflow_state.content_object, Proposal):
        accept(user, workflow_state.content_object)
    else:
        publish_workflow_state(workflow_state, user=user)
