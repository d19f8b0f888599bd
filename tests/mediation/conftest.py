"""The cast of a case: who reports it, who may see it, who may not."""

import io

import pytest
from PIL import Image

from accounts.models import Area, Post
from accounts.roles import Role
from mediation import intake
from mediation.models import Kind, Partner, Party, RiskSign

NARRATIVE = "婆媳为带孩子的事天天吵，昨晚邻居听见摔东西。"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Photos of a test go to a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def elsewhere(area):
    """A community in 晋江, far from 东美社区."""
    county = Area.objects.create(code="350582000000", name="晋江市", level=3, parent_id="350500000000")
    street = Area.objects.create(code="350582001000", name="青阳街道", level=4, parent=county)
    return Area.objects.create(code="350582001001", name="曾井社区居委会", level=5, parent=street)


@pytest.fixture
def make_post(make_user, area):
    """make_post(Role.MEDIATOR, "350503000000", "吴佩玲"): a user with this post; a partner's is of the police of that place."""

    def make(role, place, name=""):
        user, code = make_user(name), getattr(place, "pk", place)
        if role == Role.PARTNER:
            body, _ = Partner.objects.get_or_create(name="丰泽公安分局", kind="police", area_id=code)
            Post.objects.create(user=user, role=role, partner=body)
        else:
            Post.objects.create(user=user, role=role, area_id=code)
        return user

    return make


@pytest.fixture
def grid_worker(make_post, area):
    return make_post(Role.GRID_WORKER, area, "蔡志强")


@pytest.fixture
def mediator(make_post, area):
    return make_post(Role.MEDIATOR, "350503000000", "吴佩玲")


@pytest.fixture
def colleague(make_post, area):
    return make_post(Role.MEDIATOR, "350503000000", "郑秀兰")


@pytest.fixture
def far_mediator(make_post, elsewhere):
    return make_post(Role.MEDIATOR, "350582000000", "许丽华")


@pytest.fixture
def report(grid_worker, area):
    """report(narrative=…): a new case, reported by the grid worker of 东美社区."""

    def make(**how):
        facts = {
            "by": grid_worker, "area": area, "kind": Kind.IN_LAWS, "narrative": NARRATIVE, "key": intake.new_key(),
            "wishes": "想分开住", "place": "3 号楼 502", "parties": [
                intake.Person(name="陈阿妹", phone="13905950001", id_number="35050319900307058X"),
                intake.Person(name="王桂花", side=Party.Side.RESPONDENT),
            ],
        }  # fmt: skip
        return intake.report(**facts | how)

    return make


@pytest.fixture
def case(report):
    return report()


@pytest.fixture
def sign(db):
    """sign("动手"): the sign of the table whose words begin so."""
    return lambda words: RiskSign.objects.get(words__startswith=words)


@pytest.fixture
def jpeg():
    """jpeg(width, height, exif=None): a photo as a phone makes it."""

    def make(width=640, height=480, exif=None, kind="JPEG"):
        out = io.BytesIO()
        Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, kind, **({"exif": exif} if exif else {}))
        return out.getvalue()

    return make
