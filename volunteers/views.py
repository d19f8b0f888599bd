"""Teams near me, a team's public page, joining and leaving, and the leader's list."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import second_factor, trail
from accounts.areas import chosen
from accounts.refusals import Refusal
from positions.models import Session

from . import sixhaves
from . import teams as deeds
from .forms import CounterForm, JoinForm, RefuseForm
from .models import Team, Volunteer

TEAMS_A_PAGE = 20
SHIFTS_ON_A_PAGE = 20
MEMBERS_A_PAGE = 50


@require_safe
def teams(request):
    """All open teams, the nearest first; above them those of whoever is signed in."""
    area = chosen(request)
    found = Team.objects.open().for_cards().nearest_first(area.code if area else "")
    mine = Volunteer.objects.of(request.user).live().select_related("team").order_by("team__name") if request.user.is_authenticated else []
    return render(request, "volunteers/teams.html", {"page": Paginator(found, TEAMS_A_PAGE).get_page(request.GET.get("page")), "mine": mine, "area": area})


@require_safe
def team(request, pk):
    """A team's page for everybody: what it is, the six haves, the coming shifts; only members sign up for them."""
    team = get_object_or_404(Team.objects.open().for_cards().prefetch_related("checks"), pk=pk)
    return render(request, "volunteers/team.html", _team_page(request, team))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, pk):
    """Ask to join; whoever asked already is led to the team."""
    team = get_object_or_404(Team.objects.open().for_cards(), pk=pk)
    if Volunteer.objects.of(request.user).live().filter(team=team).exists():
        return redirect(team)
    form = JoinForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.apply(team=team, user=request.user, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("born_on" if "born_on" in form.fields else None, str(refusal))
        else:
            messages.success(request, f"申请已经交给{team.name}。队长看过会回复您，结果在“我的消息”里，也发短信。")
            return redirect(team)
    return render(request, "volunteers/join.html", {"team": team, "form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def leave(request, pk):
    """Take back an application, or leave the team."""
    volunteer = get_object_or_404(Volunteer.objects.of(request.user).live().select_related("team__circle"), team=pk)
    waited = volunteer.status == Volunteer.Status.APPLIED
    try:
        deeds.leave(volunteer=volunteer, by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "申请收回了，以后还可以再来。" if waited else "已经离队，还没到的班次都替您取消了。谢谢您帮过的忙。")
    return redirect("volunteers:team", pk)


def for_leaders(view):
    """Let a view of a team's volunteers run for whoever may see them, once she showed her second factor; for others it does not exist."""

    @wraps(view)
    @login_required
    def wrapped(request, pk, **kwargs):
        team = get_object_or_404(Team.objects.visible_to(request.user, "volunteers.view_volunteer").for_cards(), pk=pk)
        if not second_factor.is_satisfied(request):
            return redirect(second_factor.next_step(request, reverse("volunteers:members", args=[pk])))
        return view(request, team, **kwargs)

    return wrapped


@require_safe
@for_leaders
def members(request, team):
    """For the leader and the station: who asks to join, who belongs to the team, how to reach her."""
    trail.note("read", about=team, by=request.user, what="members")
    return render(request, "volunteers/members.html", _members_page(request, team))


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def register(request, team):
    """Register somebody who came to the station: without a phone of her own skill, or with her guardian."""
    form = CounterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = deeds.register(team=team, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            trail.note("register", about=row, by=request.user)
            messages.success(request, "登记好了。收进队里，就能报名班次。" if row.status == Volunteer.Status.APPLIED else "这个人已经是队员了，不用再登记。")
            return redirect("volunteers:members", team.pk)
    return render(request, "volunteers/register.html", {"team": team, "form": form}, status=422 if form.errors else 200)


@require_POST
@for_leaders
def accept(request, team, volunteer):
    row = _volunteer(request, team, volunteer)
    return _done(request, row, f"{row.user.name}现在是队员了，已经发了消息。", deeds.accept)


@require_POST
@for_leaders
def refuse(request, team, volunteer):
    row = _volunteer(request, team, volunteer)
    form = RefuseForm(request.POST, prefix=f"v{row.pk}")
    if not form.is_valid():
        return render(request, "volunteers/members.html", _members_page(request, team, answered=form), status=422)
    return _done(request, row, f"已经回复{row.user.name}，原因本人看得到。", deeds.refuse, **form.cleaned_data)


@require_POST
@for_leaders
def remove(request, team, volunteer):
    row = _volunteer(request, team, volunteer)
    return _done(request, row, f"{row.user.name}已经离队，还没到的班次都取消了。", deeds.leave)


def _volunteer(request, team, pk):
    rows = Volunteer.objects.visible_to(request.user, "volunteers.accept_volunteer").select_related("team__circle", "user")
    return get_object_or_404(rows, pk=pk, team=team)


def _done(request, row, words, deed, **how):
    """Do one deed on a registration and lead back to the list, with `words` or with the sentence of the refusal."""
    try:
        deed(volunteer=row, by=request.user, **how)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("volunteers:members", row.team_id)


def _team_page(request, team):
    mine = Volunteer.objects.of(request.user).live().filter(team=team).first() if request.user.is_authenticated else None
    shifts = Session.objects.published().upcoming().filter(service__circle=team.circle_id).for_cards().with_mine(request.user)
    return {
        "team": team,
        "lights": sixhaves.lights(team),
        "shifts": shifts[:SHIFTS_ON_A_PAGE],
        "mine": mine,
        "is_member": mine is not None and mine.status == Volunteer.Status.ACCEPTED,
        "leads": request.user.has_perm("volunteers.accept_volunteer", team) if request.user.is_authenticated else False,
    }


def _members_page(request, team, answered=None):
    """`answered`: the refusal form that lacks its reason, to be shown again where it was."""
    rows = Volunteer.objects.visible_to(request.user).filter(team=team).for_leaders()
    applicants = list(rows.applied()[:MEMBERS_A_PAGE])
    for row in applicants:
        prefix = f"v{row.pk}"
        row.form = answered if answered and answered.prefix == prefix else RefuseForm(prefix=prefix)
    page = Paginator(rows.accepted(), MEMBERS_A_PAGE).get_page(request.GET.get("page"))
    return {"team": team, "applicants": applicants, "page": page, "form": answered}
