"""« Recevoir les nouveautés par courriel » : an alert asked for, confirmed, left."""

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pages.people import alerts, audience
from pages.people.refusals import Refused
from search import searching
from search.searching import Asked


class AlertForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        help_text=gettext_lazy("Elle ne sert qu’à cette alerte, et elle est effacée quand vous la quittez."),
        widget=forms.EmailInput(attrs={"class": "field__input", "autocomplete": "email"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for an alert on the search that the address holds, as ``/recherche/`` would."""
    asked = Asked.of(request.GET)
    user = request.user if request.user.is_authenticated else None
    form = AlertForm(request.POST or None, initial={"email": user.email if user else ""})
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not ratelimit.consume(request, action="search_alert", key=email.lower()):
            form.add_error(None, _("Trop de demandes à la suite : attendez quelques minutes."))
        else:
            try:
                at_once = alerts.follow(email, asked, user)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                told = (
                    _("C’est noté : les nouveaux résultats vous seront envoyés.")
                    if at_once
                    else _("Un courriel part à cette adresse : ouvrez le lien qu’il contient pour confirmer.")
                )
                messages.success(request, told)
                return redirect(f"{reverse('search')}?{asked.parameters()}")
    context = {
        "form": form,
        "asked": asked,
        "said": searching.said(asked, audience.reader_tokens(request)),
        "search_url": f"{reverse('search')}?{asked.parameters()}",
        "alerts": _shown(user.search_alerts.all()) if user else [],
    }
    return render(request, "people/alert_form.html", context, status=422 if form.is_bound else 200)


def _shown(found) -> list[dict]:
    return [
        {
            "said": searching.said(alerts.asked_by(one), alerts.tokens_of(one)),
            "url": reverse("search_alert", args=[alerts.key(one)]),
        }
        for one in found
    ]


# Whoever has the link reads the address: it is what is trusted, and a mail reader's one click has no other proof.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest, signed: str) -> HttpResponse:
    """Show what can be done of an alert; POST ``confirm`` begins it, any other POST leaves it.

    Reading changes nothing: the programs that open the links of mails would confirm, or leave, in someone's place.
    """
    found = alerts.named_by(signed)
    if found is None:
        if request.method == "POST":
            return redirect("search_alert_left")
        raise Http404
    asked = alerts.asked_by(found)
    if request.method == "POST":
        if "confirm" in request.POST:
            alerts.confirm(found)
            messages.success(request, _("C’est confirmé : les nouveaux résultats vous seront envoyés."))
            return redirect(request.path)
        alerts.leave(found)
        return redirect("search_alert_left")
    context = {
        "alert": found,
        "said": searching.said(asked, audience.ANYONE.tokens),
        "search_url": f"{reverse('search')}?{asked.parameters()}",
    }
    return render(request, "people/alert.html", context)


@never_cache
@require_http_methods(["GET", "HEAD"])
def left(request: HttpRequest) -> HttpResponse:
    return render(request, "people/alert_left.html")
