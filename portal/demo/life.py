"""Making what a convention lives through: diagnosis, committees, groups, meetings, fund, evaluations, news."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.models import Page

from pages.actions.models import PracticeSheetPage, SheetLead, SheetPartner
from pages.base.models import FormPage, ListingPage, PortalPage, Question, StandardPage, Theme
from pages.conventions.models import (
    AxisPage,
    CommitteeIndexPage,
    CommitteePage,
    DiagnosisPage,
    EvaluationIndexPage,
    EvaluationPage,
    Finding,
    FindingFigure,
    Objective,
    Outcome,
    Phase,
    Seat,
)
from pages.fund.models import (
    AskedDocument,
    CallInquiry,
    CallPage,
    CallQuestion,
    Criterion,
    FundedProjectPage,
    FundPage,
    LedgerEntry,
)
from pages.fund.services import reverse_entry, write_entry
from pages.groups.models import (
    AgendaItem,
    Attendance,
    Decision,
    GroupIndexPage,
    GroupPage,
    GroupProduct,
    MeetingPage,
    MinutesPage,
)
from pages.groups.services import MINUTES_SLUG, expected, save_decision
from pages.news.models import EventPage, NewsPage
from pages.people.models import Organisation, User
from portal.demo.composition import body, classify, ranked
from portal.demo.days import Days
from portal.demo.documents import document
from portal.demo.shapes import (
    CallShape,
    CommitteeShape,
    DecisionShape,
    DiagnosisShape,
    EntryShape,
    EvaluationShape,
    EventShape,
    FindingShape,
    FormShape,
    FundShape,
    GroupShape,
    InquiryShape,
    LifeShape,
    ListingShape,
    MeetingShape,
    MinutesShape,
    NewsShape,
    OutcomeShape,
    PageShape,
    ProjectShape,
    SheetShape,
)
from portal.demo.typography import typeset
from search import index

if TYPE_CHECKING:
    from portal.demo.builder import Builder


class LifeBuilder:
    """What is below one page, a convention or the list of news, written by one author."""

    def __init__(self, builder: "Builder", above: PortalPage, author: User):
        self.builder, self.above, self.author = builder, above, author
        self.axes: dict[int, AxisPage] = {}

    def load(self, shape: LifeShape, axes: dict[int, AxisPage]) -> None:
        """Load the parts, each in short transactions; a part is made after those that it names."""
        self.axes = axes
        with transaction.atomic():
            self.diagnosis(shape.diagnosis)
            committees = self.index(CommitteeIndexPage, "instances", "Instances", shape.committees_summary)
            groups = self.index(GroupIndexPage, "groupes", "Groupes de travail", shape.groups_summary)
            evaluations = self.index(EvaluationIndexPage, "evaluation", "Évaluation", shape.evaluations_summary)
        if shape.fund:
            self.fund(shape.fund)
        for evaluation in shape.evaluations:
            with transaction.atomic():
                self.evaluation(evaluations, evaluation)
        holders: list[tuple[PortalPage, list[MeetingShape]]] = []
        for committee in shape.committees:
            with transaction.atomic():
                holders.append((self.committee(committees, committee), committee.meetings))
        for group in shape.groups:
            with transaction.atomic():
                holders.append((self.group(groups, group), group.meetings))
        for holder, meetings in [*holders, (self.above, shape.meetings)]:
            for meeting in meetings:
                with transaction.atomic():
                    self.meeting(holder, meeting)
                self.builder.say(meeting.title)
        self.tell(shape)

    def tell(self, shape: LifeShape) -> None:
        ordinary = (
            (self.news, shape.news),
            (self.event, shape.events),
            (self.ordinary_page, shape.pages),
            (self.listing, shape.listings),
            (self.form, shape.forms),
            (self.sheet, shape.sheets),
        )
        for make, described in ordinary:
            for one in described:
                with transaction.atomic():
                    make(one)

    # What pages refer to

    def page(self, parent: Page, page: PortalPage, live: bool = True) -> tuple[PortalPage, bool]:
        return self.builder.page(parent, page, self.author, live)

    def index(self, model: type[PortalPage], slug: str, title: str, summary: str) -> PortalPage:
        return self.page(self.above, model(slug=slug, title=title, summary=summary))[0]

    def organisation(self, name: str) -> Organisation | None:
        return self.builder.organisation(name) if name else None

    def named(self, slug: str) -> Page | None:
        """Return the page of that address in the convention. Raises Page.DoesNotExist."""
        if not slug:
            return None
        above = Page.objects.get(pk=self.above.pk)
        return Page.objects.descendant_of(above).get(slug=slug)

    def objective(self, number: str) -> Objective | None:
        """Return the objective written « 1.2 »."""
        if not number:
            return None
        axis, _dot, rank = number.partition(".")
        return self.axes[int(axis)].objectives.get(sort_order=int(rank) - 1)

    # Diagnosis and evaluations

    def diagnosis(self, shape: DiagnosisShape) -> None:
        page = DiagnosisPage(
            slug="diagnostic",
            title=shape.title,
            summary=shape.summary,
            date=shape.date,
            conclusion=shape.conclusion,
            body=body(shape.body),
        )
        page.findings = ranked(self.finding(one) for one in shape.findings)
        classify(page, list(dict.fromkeys(one.theme for one in shape.findings)))
        self.page(self.above, page)

    def finding(self, shape: FindingShape) -> Finding:
        row = Finding(
            theme=Theme.objects.get(slug=shape.theme),
            title=shape.title,
            caf_text=shape.caf,
            local_text=shape.local,
            conclusion=shape.conclusion,
        )
        row.figures = ranked(
            FindingFigure(
                side=one.side,
                label=one.label,
                value=Decimal(str(one.value)),
                unit=one.unit,
                date=one.date,
                source=one.source,
            )
            for one in shape.figures
        )
        row.objectives = [self.objective(number) for number in shape.objectives]
        return row

    def evaluation(self, index: EvaluationIndexPage, shape: EvaluationShape) -> None:
        page = EvaluationPage(
            slug=shape.slug,
            title=shape.title,
            summary=shape.summary,
            date=shape.date,
            scope=shape.scope,
            body=body(shape.body),
        )
        page.outcomes = ranked(self.outcome(one) for one in shape.outcomes)
        self.page(index, page)

    def outcome(self, shape: OutcomeShape) -> Outcome:
        objective = self.objective(shape.objective)
        indicator = objective.indicators.first() if objective and shape.measured else None
        return Outcome(kind=shape.kind, text=shape.text, objective=objective, indicator=indicator)

    # Committees, groups, meetings

    def committee(self, index: CommitteeIndexPage, shape: CommitteeShape) -> CommitteePage:
        least, most, since = shape.rule
        page = CommitteePage(
            slug=shape.slug,
            title=shape.title,
            kind=shape.kind,
            summary=shape.summary,
            mandate=shape.mandate,
            yearly_minimum=least,
            yearly_maximum=most,
            rule_from=since,
            born_of=self.named(shape.born_of),
            body=body(shape.body),
        )
        page.seats = ranked(
            Seat(college=seat.college, function=seat.function, organisation=self.organisation(seat.organisation))
            for seat in shape.seats
        )
        return self.page(index, page)[0]

    def group(self, index: GroupIndexPage, shape: GroupShape) -> GroupPage:
        committee = self.named(shape.committee)
        page = GroupPage(
            slug=shape.slug,
            title=shape.title,
            kind=shape.kind,
            summary=shape.summary,
            mandate=shape.mandate,
            committee_id=committee.pk if committee else None,
            body=body(shape.body),
            audience=shape.audience,
        )
        page.findings = Finding.objects.filter(diagnosis__path__startswith=self.above.path, title__in=shape.findings)
        page.products = ranked(GroupProduct(page=self.named(slug)) for slug in shape.products)
        classify(page, shape.themes)
        page, made = self.page(index, page)
        for member in shape.members if made else ():
            self.builder.give(page, member)
        for one in shape.news:
            self.news(one, page)
        return page

    def meeting(self, holder: PortalPage, shape: MeetingShape) -> None:
        page = MeetingPage(
            slug=shape.slug,
            title=shape.title,
            date=shape.date,
            start_time=shape.hours[0],
            end_time=shape.hours[1],
            place=shape.place,
            link=shape.link,
            open_to_public=shape.open_to_public,
            cancelled=shape.cancelled,
            summary=shape.summary,
            body=body(shape.body),
            audience=shape.audience,
        )
        page.agenda_items = ranked(
            AgendaItem(title=title, detail=detail, about=self.named(about)) for title, detail, about in shape.agenda
        )
        page, _made = self.page(holder, page)
        if shape.minutes:
            self.minutes(page, shape.minutes)

    def minutes(self, meeting: MeetingPage, shape: MinutesShape) -> None:
        page = MinutesPage(
            slug=MINUTES_SLUG,
            title=typeset(f"Compte rendu : {meeting.title}"),
            summary=shape.summary,
            body=body(shape.body),
            audience=shape.audience,
        )
        page.attendance = ranked(self.attendance(meeting, shape))
        page, made = self.page(meeting, page, shape.live)
        for decision in shape.decisions if made else ():
            self.decision(page, decision)

    def attendance(self, meeting: MeetingPage, shape: MinutesShape) -> Iterable[Attendance]:
        """Yield who was there. Raises KeyError when someone is said to be missing who was not expected."""
        if shape.present:
            for seat in shape.present:
                organisation = self.organisation(seat.organisation)
                yield Attendance(function=seat.function, organisation=organisation, college=seat.college)
            return
        waited = list(expected(meeting))
        if unknown := set(shape.missing) - {one.function for one in waited}:
            raise KeyError(f"{meeting.title}: {unknown}")
        for one in waited:
            one.state = shape.missing.get(one.function, Attendance.State.PRESENT)
            yield one

    def decision(self, minutes: MinutesPage, shape: DecisionShape) -> None:
        phase = Phase.objects.get(convention=self.above, kind=shape.phase) if shape.phase else None
        row = Decision(
            minutes=minutes,
            text=shape.text,
            owner_function=shape.function,
            owner_organisation=self.organisation(shape.organisation),
            due=shape.due,
            state=shape.state,
            about=self.named(shape.about),
            phase=phase,
        )
        save_decision(self.author, row)
        self.builder.made["décisions"] += 1

    # The fund

    def fund(self, shape: FundShape) -> None:
        with transaction.atomic():
            page = FundPage(
                slug="fonds",
                title=shape.title,
                summary=shape.summary,
                eligibility=shape.eligibility,
                envelope=shape.envelope,
                envelope_label=shape.envelope_label,
                body=body(shape.body),
            )
            fund, _made = self.page(self.above, page)
        calls, projects = {}, {}
        for call in shape.calls:
            with transaction.atomic():
                calls[call.slug] = self.call(fund, call)
        for project in shape.projects:
            with transaction.atomic():
                projects[project.slug] = self.project(fund, calls, project)
        # In the order of their dates: no commitment without its contribution, no payment without its commitment.
        for entry in sorted(shape.entries, key=lambda one: one.date):
            with transaction.atomic():
                self.entry(fund, projects, entry)

    def call(self, fund: FundPage, shape: CallShape) -> CallPage:
        page = CallPage(
            slug=shape.slug,
            title=shape.title,
            summary=shape.summary,
            opens_at=shape.opens,
            closes_at=shape.closes,
            amount=shape.amount,
            ceiling=shape.ceiling,
            body=body(shape.body),
        )
        page.asked_documents = ranked(
            AskedDocument(label=label, help=precision, required=required)
            for label, precision, required in shape.documents
        )
        page.questions = ranked(
            CallQuestion(label=label, help=precision, longest=longest) for label, precision, longest in shape.questions
        )
        page.criteria = ranked(
            Criterion(label=label, help=precision, weight=weight) for label, precision, weight in shape.criteria
        )
        page, made = self.page(fund, page)
        if made:
            self.inquiries(page, shape.inquiries)
        return page

    def inquiries(self, call: CallPage, shapes: list[InquiryShape]) -> None:
        """Put what was asked before the loading, on its own days: the services write in the present, and send mails."""
        asker = User.objects.get(email="association@demo.test")
        for one in shapes:
            CallInquiry.objects.create(
                call=call,
                asker=asker,
                text=one.text,
                asked_at=Days.at(one.asked, 18),
                answer=one.answer,
                answered_by=self.author,
                answered_at=Days.at(one.answered, 10),
                published=True,
            )
        index.refresh(call)

    def project(self, fund: FundPage, calls: dict[str, CallPage], shape: ProjectShape) -> FundedProjectPage:
        page = FundedProjectPage(
            slug=shape.slug,
            title=shape.title,
            summary=shape.summary,
            beneficiary=self.organisation(shape.beneficiary),
            call=calls.get(shape.call),
            axis=self.axes[shape.axis],
            status=shape.status,
            start=shape.start,
            end=shape.end,
            people_reached=shape.people,
            results=shape.results,
            final_report=document(shape.report) if shape.report else None,
            body=body(shape.body),
        )
        classify(page, shape.themes)
        return self.page(fund, page)[0]

    def entry(self, fund: FundPage, projects: dict[str, FundedProjectPage], shape: EntryShape) -> None:
        actor = User.objects.get(email=shape.account)
        entry = LedgerEntry.objects.filter(fund=fund, reference=shape.reference).first()
        if entry is None:
            entry = write_entry(
                actor,
                LedgerEntry(
                    fund=fund,
                    kind=shape.kind,
                    amount=Decimal(shape.amount),
                    date=shape.date,
                    funder=self.organisation(shape.funder),
                    project=projects[shape.project] if shape.project else None,
                    reference=shape.reference,
                ),
            )
            self.builder.made["écritures"] += 1
        if shape.reversed_on and not LedgerEntry.objects.filter(reverses=entry).exists():
            reverse_entry(actor, entry, shape.reason, shape.reversed_on)
            self.builder.made["écritures"] += 1

    # Ordinary contents

    def news(self, shape: NewsShape, parent: PortalPage | None = None) -> None:
        page = NewsPage(
            slug=shape.slug, title=shape.title, date=shape.date, summary=shape.summary, body=body(shape.body)
        )
        classify(page, shape.themes)
        self.page(parent or self.above, page)

    def event(self, shape: EventShape) -> None:
        page = EventPage(
            slug=shape.slug,
            title=shape.title,
            starts_at=shape.starts,
            ends_at=shape.ends,
            whole_day=shape.whole_day,
            place=shape.place,
            organiser=self.organisation(shape.organiser),
            summary=shape.summary,
            body=body(shape.body),
        )
        classify(page, shape.themes)
        self.page(self.above, page)

    def ordinary_page(self, shape: PageShape) -> None:
        page = StandardPage(
            slug=shape.slug,
            title=shape.title,
            summary=shape.summary,
            body=body(shape.body),
            audience=shape.audience,
        )
        self.page(self.above, page, shape.live)

    def listing(self, shape: ListingShape) -> None:
        page = ListingPage(
            slug=shape.slug,
            title=shape.title,
            summary=shape.summary,
            kinds=shape.kinds,
            where=ListingPage.Where.AROUND,
            period=shape.period,
            descending=shape.descending,
            layout=shape.layout,
        )
        self.page(self.above, page)

    def form(self, shape: FormShape) -> None:
        page = FormPage(
            slug=shape.slug,
            title=shape.title,
            summary=shape.summary,
            consent=shape.consent,
            confirmation=shape.confirmation,
            keep_months=shape.months,
        )
        page.form_fields = ranked(
            Question(
                label=one.label,
                field_type=one.kind,
                required=one.required,
                help_text=one.precision,
                choices="\n".join(one.choices),
            )
            for one in shape.questions
        )
        self.page(self.above, page)

    def sheet(self, shape: SheetShape) -> None:
        function, organisation = shape.contact
        page = PracticeSheetPage(
            slug=shape.slug,
            title=shape.title,
            summary=shape.summary,
            kinds=shape.kinds,
            departement=shape.departement,
            quote=shape.quote[0],
            quote_author=shape.quote[1],
            objectives=shape.objectives,
            origins=shape.origins,
            body=body(shape.body),
            results=shape.results,
            human_means=shape.human_means,
            financial_means=shape.financial_means,
            contact_function=function,
            contact_organisation=self.organisation(organisation),
            notes=shape.notes,
            publisher=self.organisation(shape.publisher),
            legal_mention=shape.legal_mention,
        )
        page.leads = ranked(SheetLead(organisation=self.organisation(name)) for name in shape.leads)
        page.partners = ranked(
            SheetPartner(organisation=self.organisation(name), part=part) for name, part in shape.partners
        )
        classify(page, shape.themes)
        self.page(self.named(shape.source) or self.above, page)
