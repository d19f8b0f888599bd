"""12338 calls of these days, one of them a complaint, and a request without a name that a mediator has answered."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Area
from mediation import casework
from mediation.intake import asking, codes, hotline, talking
from mediation.models import Case, HotlineCall, RiskSign

from . import clock

CALLS = (  # key, hours ago, area, kind, sign, name, phone, what she said, what was answered, handling, to whom
    ("demo-call-1", 26, "350502000000", "couple", "扬言", "苏女士", "19900000921", "前晚吵到半夜，他说再提离婚就别想见孩子。没动手。",
     "讲了探望权，约周五面谈。", "case", ""),
    ("demo-complaint", 50, "350502000000", "support", "", "柯女士", "19900000923", "老人的赡养找了居委会三回，每回都叫等通知，没有人上门。要一个书面的说法。",
     "这是投诉，15 天内书面告诉您受不受理。", "case", ""),
    ("demo-call-2", 5, "350502000000", "labour", "", "", "", "怀孕以后被调岗，工资少了一截，问合不合法。",
     "请她带合同去法律援助中心，已经打过招呼。", "passed", "legal_aid"),
    ("demo-call-3", 3, "350582000000", "support", "", "吴阿姨", "", "三个儿子都不肯接老人去住，问该找谁。", "告诉她先找居委会，谈不拢再打来。", "answered", ""),
    ("demo-call-4", 1, "350502000000", "custody", "", "郭女士", "19900000922", "周末接孩子没接到，还没说完她先挂了。", "", "draft", ""),
)  # fmt: skip


def load(people):
    """Lay the calls and the request that are not there yet. Returns how many are new."""
    return sum(_call(people["24"], *call) for call in CALLS) + _request(people["41"])


def _call(officer, key, hours, area, kind, sign, name, phone, said, answer, handling, unit):
    if HotlineCall.objects.filter(answered_by=officer, key=key).exists():
        return 0
    told = {
        "channel": "call", "caller": "herself", "area": Area.objects.get(pk=area), "relation": "", "kind": kind, "minor": kind == "custody",
        "violence": False, "purpose": "complaint" if key == "demo-complaint" else "help",
        "safe_rule": "hours", "parts": ["morning"], "unit": unit, "name": name, "phone": phone, "narrative": said, "wishes": "",
        "answer": answer, "about": {},
    }  # fmt: skip
    with clock.at(timezone.now() - timedelta(hours=hours)):
        hotline.register(by=officer, told=told, signs=RiskSign.objects.filter(words__startswith=sign)[:1] if sign else (), handling=handling, key=key)
    return 1


def _request(mediator):
    key = "demohelprequest"
    if Case.objects.filter(reporter=None, key=key).exists():
        return 0
    told = {
        "what": "他管着钱，买菜也要报账。上个月起不让我出门做工。我不知道这算不算。", "wishes": "有人听我说、问法律怎么说", "area": "350502004000",
        "phone": "", "rule": "never", "parts": [], "says": "center",
    }  # fmt: skip
    asked = timezone.now() - timedelta(days=3)
    with clock.at(asked):
        code = asking.begin(ticket=key, told=told, ip="127.0.0.1")
        case = asking.confirm(ticket=key, last=codes.read(code)[-4:])
    with clock.at(asked + timedelta(hours=12)):
        casework.accept(case=case, by=mediator)
        talking.say(case=case, by=mediator, words="您写的我看了。您没有做错什么。管死钱、不让出门，法律管。", key="demo-1")
    with clock.at(asked + timedelta(days=1)):
        talking.say(case=case, words="谢谢。我白天不方便出来。", key="demo-2")
    with clock.at(asked + timedelta(days=2)):
        talking.say(case=case, by=mediator, words="周五上午 10 点，调解室给您留着，45 分钟，单独一间。来不来都不用说。", key="demo-3")
    return 1
