"""/my/family/<child>/pickup/: who may fetch a child, who never may. She shows once more that it is she, before she sees or changes it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from . import guardians, pickups, stepup
from .models import FamilyMember, PickUpPerson
from .refusals import Refusal
from .tie_forms import FetcherForm, NeverForm

FIELD_OF = {pickups.OnNeverList: "name", pickups.GuardianNeverBarred: "never"}


@require_http_methods(["GET", "HEAD", "POST"])
@stepup.required
def lists(request, pk):
    """Both lists of a child of hers; each button changes one line, and every guardian is told."""
    child = get_object_or_404(FamilyMember.objects.present().others().select_related("guardian"), guardian=request.user, pk=pk)
    if not guardians.can_be_shared(child):
        raise Http404
    yes, never = FetcherForm(), NeverForm()
    if request.method == "POST":
        word, form = request.POST.get("do"), None
        if word == "add":
            form = yes = FetcherForm(request.POST)
        elif word == "forbid":
            form = never = NeverForm(request.POST)
        elif word not in ("remove", "alone", "fetched"):
            raise Http404
        done = _do(request, word, child, form)
        if done:
            messages.success(request, done)
            return redirect("accounts:pickup", pk)
    page = {"member": child, "lists": pickups.of(child), "yes": yes, "never": never, "form": never if never.errors else yes}
    return render(request, "accounts/pickup.html", page, status=422 if request.method == "POST" else 200)


def _do(request, word, child, form):
    """Do what was pressed. Returns the words for it, or "" when the form says what is amiss."""
    if word == "remove":
        person = request.POST.get("person", "")
        person = get_object_or_404(
            PickUpPerson.objects.select_related("member__guardian"), member=child, pk=int(person) if person.isdecimal() and len(person) < 16 else None
        )
        pickups.remove(person=person, by=request.user)
        return "移走了，监护人都会收到消息。"
    if word in ("alone", "fetched"):
        pickups.let_go_alone(member=child, by=request.user, yes=word == "alone")
        return "改好了，监护人都会收到消息。"
    if not form.is_valid():
        return ""
    try:
        if word == "add":
            pickups.add(member=child, by=request.user, **form.cleaned_data)
            return "加上了，监护人都会收到消息。"
        pickups.forbid(member=child, by=request.user, name=form.cleaned_data["never"])
    except Refusal as refusal:
        field = FIELD_OF.get(type(refusal))
        form.add_error(field if field in form.fields else None, str(refusal))
        return ""
    return "记下了。这个人来接，老师会拦下，马上打给您。"
