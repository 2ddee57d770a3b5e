"""« Mon compte » : one page, and what allauth has no screen for."""

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pages.people import account_services, notices, notifications, personal_data, second_factor
from pages.people.devices import device
from pages.people.forms import IdentityForm, NotificationsForm
from pages.people.models import User

NOTICES_A_PAGE = 30


def show(request: HttpRequest, **forms) -> HttpResponse:
    """Show the account, with the form that was refused if one was."""
    user = User.objects.get(pk=request.user.pk)
    refused = next(iter(forms.values()), None)
    context = {
        "identity": IdentityForm(instance=user),
        "notifications": NotificationsForm(initial=notifications.chosen(user), prefix="notification"),
        "waiting_address": EmailAddress.objects.filter(user=user, verified=False).exclude(email=user.email).first(),
        "has_codes": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
        "passkeys": Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count(),
        "second_factor_missing": second_factor.must_have(user) and not second_factor.factors(user),
        "open_sessions": len(UserSession.objects.purge_and_list(user)),
        "refused": refused,
        **forms,
    }
    return render(request, "account/account.html", context, status=422 if refused else 200)


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return show(request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("account")
    form = IdentityForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return show(request, identity=form)
    account_services.rename(form.instance, form.cleaned_data["first_name"], form.cleaned_data["last_name"])
    messages.success(request, _("Votre nom est enregistré."))
    return redirect("account")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest) -> HttpResponse:
    """List what a person was told, what is not read first; mark all of it as read."""
    if request.method == "POST":
        notices.read_all(request.user)
        return redirect("notices")
    kept = request.user.notices.annotate(is_new=ExpressionWrapper(Q(read_at=None), BooleanField())).order_by(
        "-is_new", "-told_at", "-pk"
    )
    page = Paginator(kept, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "account/notices.html", {"page_obj": page})


@login_required
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a notice to what it is about."""
    kept = get_object_or_404(request.user.notices, pk=pk)
    notices.read(request.user, kept)
    return redirect(kept.path)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notification_choices(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("account")
    form = NotificationsForm(request.POST, prefix="notification")
    if not form.is_valid():
        return show(request, notifications=form)
    account_services.choose_notifications(request.user, form.cleaned_data)
    messages.success(request, _("Vos choix sont enregistrés."))
    return redirect(f"{reverse('account')}#notifications")


@login_required
@require_safe
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """Give the person a file of everything that the portal holds of them."""
    answer = JsonResponse(personal_data.export(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"mes-donnees-{timezone.localdate():%Y-%m-%d}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def close(request: HttpRequest) -> HttpResponse:
    """Say what closing the account does, then do it."""
    reason = account_services.refusal_to_close(request.user)
    if request.method == "POST":
        try:
            account_services.close_account(request.user)
        except PermissionDenied as refusal:
            reason = str(refusal)
        else:
            logout(request)
            messages.success(request, _("Votre compte est fermé. Un courriel vous le confirme."))
            return redirect("/")
    return render(request, "account/close.html", {"reason": reason}, status=422 if request.method == "POST" else 200)


class SecurityView(IndexView):
    """The second factors; says so when the person's role demands one."""

    def get_context_data(self, **kwargs) -> dict:
        user = self.request.user
        missing = second_factor.must_have(user) and not second_factor.factors(user)
        return {**super().get_context_data(**kwargs), "second_factor_missing": missing}


class SessionsView(ListUserSessionsView):
    """The open sessions, named by their device."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.device = device(session.user_agent)
        return context


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one of one's own sessions; another person's does not exist here."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    here = session.is_current()
    session.end()
    if here:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("La session est fermée."))
    return redirect("usersessions_list")
