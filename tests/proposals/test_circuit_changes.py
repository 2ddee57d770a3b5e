"""The circuit is data: an administrator changes it for a call or a convention, and no request is ever stuck."""

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.models import Workflow, WorkflowState, WorkflowTask

from pages.people.refusals import Refused
from pages.proposals import circuit, services
from pages.proposals.models import CircuitTask, Holder, InstructionRules, Proposal, ProposalStatus, Step
from tests import factories
from tests.proposals import making, pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


def shorter(*steps: str, holder: str = Holder.PAIR) -> Workflow:
    made = Workflow.objects.create(name="Circuit court")
    for order, step in enumerate(steps):
        task = CircuitTask.objects.create(name=f"Court : {step}", step=step, holder=holder, days=0)
        WorkflowTask.objects.create(workflow=made, task=task, sort_order=order)
    return made


def test_the_usual_circuit_has_every_step_in_its_order():
    assert [task.step for task in circuit.steps_of(circuit.usual())] == list(Step)


@pytest.mark.parametrize("where", ["call", "convention"])
def test_a_call_or_a_convention_has_its_own_circuit(where):
    call = making.call()
    page = call if where == "call" else call.convention
    InstructionRules.objects.create(page=page, circuit=shorter(Step.INSTRUCTION, Step.DECISION))
    proposal = making.sent(call=call)
    people = making.team(proposal)
    assert proposal.step == Step.INSTRUCTION
    assert proposal.due_on is None
    with pytest.raises(Refused):
        services.conclude_instruction(people.moderator, proposal)
    services.conclude_instruction(people.caf, proposal)
    assert Proposal.objects.get(pk=proposal.pk).step == Step.DECISION


def test_the_call_s_choice_comes_before_the_convention_s():
    call = making.call()
    InstructionRules.objects.create(page=call.convention, circuit=shorter(Step.INSTRUCTION, Step.DECISION))
    InstructionRules.objects.create(page=call, circuit=shorter(Step.APPROVAL, Step.DECISION))
    assert making.sent(call=call).step == Step.APPROVAL


@pytest.mark.parametrize("steps", [(), (Step.ELIGIBILITY,), (Step.DECISION, Step.APPROVAL)])
def test_a_circuit_that_does_not_end_with_the_decisions_is_replaced_by_the_usual_one(steps):
    call = making.call()
    InstructionRules.objects.create(page=call, circuit=shorter(*steps))
    assert making.sent(call=call).step == Step.ELIGIBILITY
    assert WorkflowState.objects.get().workflow == circuit.usual()


def test_a_circuit_put_out_of_use_leaves_no_request_stuck():
    call = making.call()
    own = shorter(Step.ELIGIBILITY, Step.APPROVAL, Step.DECISION)
    InstructionRules.objects.create(page=call, circuit=own)
    proposal, people = making.sent(call=call), None
    people = making.team(proposal)
    services.admit(people.caf, proposal)
    own.deactivate(user=factories.admin())
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert (proposal.step, proposal.status) == (Step.APPROVAL, ProposalStatus.UNDER_REVIEW)
    assert proposal.task_state.workflow_state.workflow == circuit.usual()
    services.sign(people.caf, proposal)
    services.sign(people.local, proposal)
    assert Proposal.objects.get(pk=proposal.pk).step == Step.COMMITTEE


def test_a_correction_comes_back_to_the_step_that_asked():
    proposal, people = making.at(Step.APPROVAL)
    services.request_correction(people.local, proposal, ["action"], "Précisez les jours.")
    with pytest.raises(Refused):
        services.sign(people.caf, Proposal.objects.get(pk=proposal.pk))
    services.resubmit(proposal.created_by, proposal)
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert (proposal.step, proposal.submissions.count()) == (Step.APPROVAL, 2)
    services.sign(people.caf, proposal)
    services.sign(people.local, proposal)
    assert Proposal.objects.get(pk=proposal.pk).step == Step.COMMITTEE


def test_a_signature_given_before_a_correction_is_given_anew_on_what_was_corrected():
    proposal, people = making.at(Step.APPROVAL)
    services.sign(people.caf, proposal)
    services.request_correction(people.local, proposal, ["action"], "Précisez les jours.")
    services.resubmit(proposal.created_by, proposal)
    services.sign(people.local, proposal)
    assert Proposal.objects.get(pk=proposal.pk).step == Step.APPROVAL
    services.sign(people.caf, proposal)
    assert Proposal.objects.get(pk=proposal.pk).step == Step.COMMITTEE


def test_only_the_sections_reopened_can_be_changed():
    proposal, people = making.at(Step.INSTRUCTION)
    services.request_correction(people.moderator, proposal, ["action"], "Précisez les jours.")
    author = proposal.created_by
    proposal = Proposal.objects.get(pk=proposal.pk)
    saved = services.save_draft(
        author, proposal, "action", making.typed(title="Autre titre"), proposal.version_of("action")
    )
    assert saved.form.instance.title == "Autre titre"
    for section in ("budget", "demande", "attestations"):
        with pytest.raises(Refused):
            services.save_draft(author, proposal, section, making.typed(), proposal.version_of(section))
    with pytest.raises(Refused):
        services.attach(author, proposal, making.pdf())
    client = pages.signed_in(author)
    assert client.get(f"/espace/propositions/{proposal.pk}/budget/").url == f"/espace/propositions/{proposal.pk}/"


def test_wagtail_has_no_screen_that_shows_or_moves_a_request():
    proposal, people = making.at(Step.APPROVAL)
    routes = [str(pattern) for pattern in get_resolver().reverse_dict]
    assert not [route for route in routes if "snippets_proposals" in route]
    with pytest.raises(NoReverseMatch):
        reverse("wagtailsnippets_proposals_proposal:workflow_action", args=[proposal.pk, "approve", 1])
    for who in (people.caf, factories.admin()):
        client = pages.signed_in(who)
        for address in ("/admin/", "/admin/reports/workflow/", "/admin/reports/workflow_tasks/"):
            answer = client.get(address)
            assert answer.status_code in (200, 302)
            assert proposal.title not in answer.text


def test_a_convention_closed_with_requests_in_its_circuit_lets_them_end():
    proposal, people = making.at(Step.APPROVAL)
    page = proposal.convention
    page.unpublish()
    services.sign(people.caf, proposal)
    services.sign(people.local, proposal)
    assert Proposal.objects.get(pk=proposal.pk).step == Step.COMMITTEE


# In the administration


def rules_form(page, **fields) -> dict:
    values = {"page": page.pk, "circuit": "", "note_months": 6, "notification_text": "", "agreement_text": ""}
    return {**values, "certificate_text": "", **fields}


def test_an_administrator_writes_the_rules_of_a_call_and_nobody_else():
    call = making.call()
    address = "/admin/regles-d-instruction/new/"
    coordinator = factories.holder("caf_coordinator", call.convention)
    pages.signed_in(coordinator).post(address, rules_form(call))
    assert not InstructionRules.objects.exists()
    own = shorter(Step.INSTRUCTION, Step.DECISION)
    answer = pages.signed_in(factories.admin()).post(address, rules_form(call, circuit=own.pk, publishes="on"))
    assert answer.status_code == 302
    assert (InstructionRules.objects.get().circuit, InstructionRules.objects.get().publishes) == (own, True)


def test_wrong_rules_are_said_beside_their_field():
    call = making.call()
    client, address = pages.signed_in(factories.admin()), "/admin/regles-d-instruction/new/"
    assert "appel ou une convention" in client.post(address, rules_form(factories.home())).text
    unfinished = shorter(Step.ELIGIBILITY)
    assert "ne finit pas par la décision" in client.post(address, rules_form(call, circuit=unfinished.pk)).text
    assert not InstructionRules.objects.exists()


def test_an_administrator_makes_a_step_of_a_circuit_in_wagtail_s_own_screen():
    client = pages.signed_in(factories.admin())
    address = reverse("wagtailadmin_workflows:add_task", args=["proposals", "circuittask"])
    values = {"name": "Recevabilité rapide", "step": "eligibility", "holder": "pair", "days": 3}
    assert client.post(address, values).status_code == 302
    assert CircuitTask.objects.filter(name="Recevabilité rapide", holder="pair", days=3).exists()
