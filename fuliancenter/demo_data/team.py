"""队伍: who works at the centres, with faces that we drew ourselves, and whose record was asked for when."""

import io
import random
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import Area
from positions.models import Service, Site, TeamMember

from . import offers, people
from .weeks import hosts_at

Team, Kind = TeamMember.Team, Site.Kind
WITH_CHILDREN = (Service.Audience.CHILDREN, Service.Audience.PAIRS)
# Number of the account: team, title, skills, languages, hours, colours of the drawing (ground, hair, skin, coat).
FACES = {
    "41": (Team.MEDIATORS, "调解员", "夫妻和婆媳的事，二十年", "普通话、闽南语", "周一到周四", ("#dfe9e4", "#3a3531", "#f0cdb0", "#2f6f66")),
    "42": (Team.MEDIATORS, "调解员", "抚养和探望、老人赡养", "普通话、闽南语", "周一到周三", ("#e7e3d6", "#6b6763", "#eac3a2", "#8a4b3a")),
    "143": (Team.MEDIATORS, "律师", "离婚、财产、人身安全保护令", "普通话、闽南语、英语", "周五到周日", ("#e2e6ee", "#26221f", "#f3d3b8", "#34495e")),
    "145": (Team.GUIDES, "心理咨询师", "睡不好、提不起劲、亲子相处", "普通话、闽南语、手语", "晚上七点到九点", ("#efe1da", "#4a3226", "#f1cfb4", "#7a5c86")),
    "146": (Team.GUIDES, "心理咨询师", "青春期、家庭教育", "普通话、闽南语", "晚上七点到九点", ("#e6ecdf", "#2e2a27", "#ecc6a6", "#4c7a52")),
}
TOPICS = {"41": "couple,in_laws,neighbors", "42": "children,in_laws", "143": "couple"}  # on which relations the mediators counsel
EXECUTIVES = {"21": ("执委", "邻里、物业、办证跑腿的事", "普通话、闽南语", "周三上午", ("#f1e2dc", "#4b3b33", "#f0cbae", "#b0503c"))}


def face(ground, hair, skin, coat):
    """Return the JPEG of a plain drawn portrait, 240 by 240."""
    picture = Image.new("RGB", (480, 480), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((128, 70, 352, 330), fill=hair)  # the hair behind
    draw.rounded_rectangle((60, 350, 420, 560), radius=120, fill=coat)
    draw.rounded_rectangle((208, 280, 272, 392), radius=28, fill=skin)
    draw.polygon([(196, 356), (284, 356), (240, 420)], fill=skin)
    draw.ellipse((152, 108, 328, 318), fill=skin)
    draw.chord((146, 84, 334, 262), 180, 360, fill=hair)  # the fringe
    for x in (206, 274):
        draw.ellipse((x - 8, 206, x + 8, 222), fill=hair)
    draw.arc((206, 228, 274, 280), 20, 160, fill=coat, width=6)
    out = io.BytesIO()
    picture.resize((240, 240), Image.Resampling.LANCZOS).save(out, "JPEG", quality=88)
    return out.getvalue()


def load(centers, crowd):
    """Lay the people of accounts who give appointments, and the teachers whom the timetable names."""
    today = timezone.localdate()
    TeamMember.objects.filter(record_checked_on__lt=today - timedelta(days=300)).update(record_checked_on=today)  # a demo that has stood for a year
    known = set(TeamMember.objects.values_list("team", "name"))
    shops = Site.objects.filter(center__in=centers.values())
    for number, (team, *facts) in FACES.items():
        where = shops.filter(kind=Kind.MEDIATION, center__in=_where(number, centers))
        _lay(known, team, crowd[number], where, *facts)
    for number, topics in TOPICS.items():
        TeamMember.objects.filter(user=crowd[number], team=Team.MEDIATORS, topics="").update(topics=topics)
    for number, facts in EXECUTIVES.items():
        _lay(known, Team.EXECUTIVES, crowd[number], shops.filter(kind=Kind.STUDIO, center=centers[people.HOME]), *facts)
    for name, sites in _teachers(centers).items():
        if (Team.CHILDREN, name) not in known:
            chance = random.Random(name)  # noqa: S311  the same every time, not a secret
            member = TeamMember.objects.create(
                area=Area.objects.get(pk=people.CITY), team=Team.CHILDREN, name=name, title="老师",
                record_checked_on=timezone.localdate() - timedelta(days=chance.randint(30, 240)),
            )  # fmt: skip
            member.sites.set(sites)


def _lay(known, team, user, sites, title, skills, languages, hours, colours):
    if (team, user.name) in known:
        return
    today = timezone.localdate()
    member = TeamMember.objects.create(
        area=_area(user), user=user, team=team, name=user.name, title=title, skills=skills, languages=languages, hours=hours,
        photo=ContentFile(face(*colours), name=f"{user.pk}.jpg"), shown_since=today - timedelta(days=150), record_checked_on=today - timedelta(days=150),
    )  # fmt: skip
    member.sites.set(sites)


def _area(user):
    """Who keeps her row: the area of her Post."""
    return next(post.area for post in user.live_posts if post.area_id)


def _where(number, centers):
    """The centres at which the timetable of weeks.py names her."""
    return [center for index, center in enumerate(centers.values()) if number in hosts_at(index)]


def _teachers(centers):
    """Return {name: sites}: every teacher of a class with children, wherever it is offered."""
    places = list(centers.values())
    found = {}
    for offer in offers.OFFERS:
        if offer.audience not in WITH_CHILDREN and (offer.ages[1] is None or offer.ages[1] >= 18):
            continue
        sites = list(Site.objects.filter(kind=offer.kind, center__in=[places[number] for number in offer.where]))
        for name in offer.teachers:
            found.setdefault(name, []).extend(sites)
    return found
