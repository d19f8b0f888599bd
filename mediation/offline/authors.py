"""The author's word: what a form carries into its envelope, so that a report stands under the name of whoever opened the form.

It is signed with INDEX_KEY, whose old keys still count, and not with SECRET_KEY, whose change ends all logins: that loses no report.
It names the Posts that she held when the form was opened; whether they still live is asked when the report arrives.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from accounts import roles
from accounts.crypto import fingerprint, fingerprints
from accounts.models import Post, User

REPORT = "mediation.report_case"
PURPOSE = "mediation.offline.author"


class NoSuchAuthor(Exception):
    """The word was not given by us."""


@dataclass(frozen=True)
class Author:
    user: User
    posts: list  # the Posts that let her report when the form was opened, live or not
    given_at: datetime

    @property
    def has_post(self):
        """Whether she may still report by one of them, or by another that she was given since."""
        return self.user.is_active and self.user.has_perm(REPORT)

    @property
    def areas(self):
        """The codes of the areas whose cases she might report when she opened the form."""
        return [post.area_id for post in self.posts]


def word_for(user):
    """Return the word for a form that `user` opens now."""
    posts = [str(post.pk) for post in user.live_posts if any(REPORT in perms for perms in roles.GRANTS[post.role].values())]
    facts = f"{user.pk}.{int(timezone.now().timestamp())}.{'-'.join(posts)}"
    return f"{facts}.{fingerprint(facts, purpose=PURPOSE)}"


def author_of(word):
    """Return the Author whose word this is. Raises NoSuchAuthor."""
    facts, _, seal = word.rpartition(".")
    if not word.isascii() or not any(hmac.compare_digest(ours, seal) for ours in fingerprints(facts, purpose=PURPOSE)):
        raise NoSuchAuthor
    pk, given, posts = facts.split(".")
    user = User.objects.filter(pk=int(pk)).first()
    if user is None:
        raise NoSuchAuthor
    numbers = [int(number) for number in posts.split("-") if number]
    return Author(user, list(Post.objects.filter(pk__in=numbers, user=user).order_by("pk")), datetime.fromtimestamp(int(given), tz=UTC))
