"""A draw in words: its four steps, its rules, what has been published of it."""

from dataclasses import dataclass

from django.utils import timezone

from ..models import Draw
from ..rules import moment
from . import lots

State = Draw.State


@dataclass(frozen=True)
class Step:
    title: str
    words: str
    state: str = ""  # done, now


def steps(draw):
    """Return the four Steps of the page: what is done, what comes now."""
    lottery, at = draw.get_lottery_display(), moment(lots.lottery_moment(draw.lottery_day))
    count = len(draw.lines) or draw.entered
    number = draw.state == State.DRAWN or bool(draw.lottery_number)
    done = (True, draw.state in (State.CLOSED, State.DRAWN), number, draw.state == State.DRAWN)
    locked = f"{moment(draw.closes_at)} 截止，每家一个号，号码表的指纹" + ("也公布了。" if draw.list_hash else "到时候公布。")
    texts = (
        ("先锁住一串密数", f"{moment(draw.announced_at)} 定下，只公布它的“指纹”。以后要是换了，指纹就对不上。"),
        ("截止时锁住名单", locked),
        ("等一个大家都看得见的号", f"用 {at} 全国{lottery}的开奖号，谁也猜不到。"),
        ("算出先后", f"密数加开奖号一起算，排出{f' {count} 个' if count else '所有'}号的顺序，前面的有位子，一共 {draw.places} 位，后面的依次候补。"),
    )
    now = next((n for n, is_done in enumerate(done) if not is_done), None)
    return [Step(title, words, "done" if is_done else "now" * (n == now)) for n, ((title, words), is_done) in enumerate(zip(texts, done, strict=True))]


def rules(draw):
    """Return the printed rule: who gets a place, what is kept, what happens then."""
    lines = [f"一共抽 {draw.places} 个位子。早报晚报一样，每家一个号。"]
    if draw.kept_places:
        lines.append(f"其中困境儿童留 {draw.kept_places} 个，另外抽，没抽到的再和大家一起抽。属于的，报名后打电话或到前台说一声，工作人员看过就列进去。")
    lines += [
        "双胞胎、兄弟姐妹算一个号，一起中。剩的位子不够一家的，轮到下一个号，这一家排候补。",
        *(["一家排在候补里的，空出一个位子就先给一个孩子，另一个接着排；不想分开，可以退。"] if draw.timetable_id else []),
        "电话和柜台报的，一样在表里。",
        "截止前撤回，号码留空；截止后撤回，轮到就跳过。",
        "轮到的时候，参加的人在那个时间已有别的预约，位子给下一个号。",
    ]
    if draw.answer_hours:
        lines.append(f"抽中以后{hours(draw.answer_hours)}内点一下要不要。不答复，位子让给候补的孩子。")
    else:
        lines.append("抽中的，位子直接给。来不了请早点取消。")
    lines.append(f"{draw.lottery_day.month}月{draw.lottery_day.day}日要是没有开奖，用往后第一次开奖的号，公告写在结果页。")
    return lines


def hours(number):
    return f" {number // 24} 天" if number % 24 == 0 else f" {number} 小时"


def why_not(draw, member):
    """Return why `member` cannot take part, "" if she can."""
    service = draw.service
    age = member.age_on(draw.first_day)
    if service.fits(age):
        return ""
    return "还没有写出生日期" if age is None else f"要 {service.ages}"


def groups(draw):
    """Return [(heading, key of the result, numbers)] of a drawn draw, as the page lists them."""
    found = draw.result
    kept = len(found["kept"])
    rows = [("留给困境儿童的位子，另外抽", "kept", found["kept"])] if draw.kept_places else []
    rows.append((f"{'其余 ' if kept else '前 '}{len(found['won'])} 个号，有位子", "won", found["won"]))
    return [*rows, ("候补，按这个顺序", "waiting", found["waiting"])]


def published(draw):
    """Return what has been published of a draw until now, ready for JSON: numbers, never names."""
    known = {
        "draw": draw.pk, "title": draw.service.title, "state": draw.state, "places": draw.places, "kept_places": draw.kept_places,
        "opens_at": _iso(draw.opens_at), "closes_at": _iso(draw.closes_at), "lottery": draw.get_lottery_display(), "lottery_day": str(draw.lottery_day),
        "secret_hash": draw.secret_hash, "announced_at": _iso(draw.announced_at),
    }  # fmt: skip
    if draw.list_hash:
        known |= {"list": draw.lines, "list_hash": draw.list_hash, "closed_at": _iso(draw.closed_at)}
    if draw.lottery_number:
        known |= {"lottery_number": draw.lottery_number, "lottery_source": draw.lottery_source, "lottery_at": _iso(draw.lottery_at)}
    if draw.state == State.DRAWN:
        known |= {"secret": draw.shown_secret, "seed": draw.seed, "result": draw.result, "drawn_at": _iso(draw.drawn_at)}
    return known


def _iso(at):
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None
