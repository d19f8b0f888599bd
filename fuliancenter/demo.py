"""/demo/messages/: what the demo's people would read on their phones. Routed only where settings.DEMO is on."""

from allauth.mfa.models import Authenticator
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import second_factor
from accounts.roles import Role
from notices.backends import demo

INVENTED = "+86199000000"  # the numbers of the demo's people (DESIGN: Demo accounts); of nobody else a code is shown


@never_cache
@require_safe
def messages(request):
    """The newest SMS, and the TOTP codes of the demo's staff as their phones show them now."""
    factors = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__phone__startswith=INVENTED).select_related("user")
    staff = []
    for factor in factors.prefetch_related("user__posts").order_by("user__phone"):
        code, seconds = second_factor.code_now(factor)
        posts = "、".join(dict.fromkeys(Role(post.role).label for post in factor.user.posts.all()))
        staff.append({"user": factor.user, "posts": posts, "code": code, "seconds": seconds})
    return render(request, "demo/messages.html", {"sms": demo.newest(12), "staff": staff})
