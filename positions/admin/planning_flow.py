"""Form, preview, done: the three steps of every change of plans, at one address, without a script."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils import timezone

from accounts.refusals import Refusal

from ..planning import days, generating, pattern


def flow(request, form, *, look, apply, context):
    """Show the form; what it would do (`look(data)` → context, with its `digest`); do it (`apply(data, digest)` → response).

    The preview carries what was typed in hidden fields. When something has changed since, the new preview says so (422).
    """
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        refusal = ""
        if "confirm" in request.POST:
            try:
                return apply(form.cleaned_data, request.POST.get("digest", ""))
            except Refusal as no:
                refusal = str(no)
            except ValidationError as error:
                refusal = " ".join(error.messages)
        try:
            seen = look(form.cleaned_data)
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            return render(request, "admin/planning/preview.html", {**context, "form": form, "refusal": refusal, **seen}, status=422 if refusal else 200)
    return render(request, "admin/planning/form.html", {**context, "form": form}, status=422 if form.errors else 200)


def dates_ahead(timetable, shown=16):
    """Return what would be laid, and what not, of a timetable (saved or not) until its horizon: for the page."""
    today, now = timezone.localdate(), timezone.now()
    found = days.of(timetable, today, min(generating.horizon(timetable, today), today + generating.AT_MOST))
    wanted = [
        (day, slot, start, end)
        for day in found.held
        for slot, start, end in pattern.times(day, starts=timetable.starts, minutes=timetable.minutes, **timetable.cut)
        if start > now
    ]
    free, taken_in, left_out = generating.sift(timetable, wanted, own=not timetable.pk)
    held = list(dict.fromkeys(sorted([row[0] for row in free] + [occurrence for _, occurrence, _ in taken_in])))
    left_out = sorted([*found.skipped, *left_out], key=lambda row: row.day)
    return {
        "days": held[:shown], "count": len(free) + len(taken_in), "more": max(len(held) - shown, 0), "left_out": left_out[:shown],
        "more_left_out": max(len(left_out) - shown, 0), "unknown_words": found.unknown_words,
    }  # fmt: skip
