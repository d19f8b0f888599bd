"""The rule that decides who gets a place, in the words that stand on the page before the button."""

from django.utils import timezone

WEEKDAYS = "一二三四五六日"


def moment(at):
    """11月25日 14:30."""
    at = timezone.localtime(at)
    return f"{at.month}月{at.day}日 {at.hour}:{at.minute:02d}"


def of_session(session):
    """Return the sentences for one session, the same ones that `booking.book` and `booking.cancel` go by."""
    service = session.service
    if service.taken != service.Taken.SESSION:
        return of_service(service)
    lines = of_places(service, session)
    if session.by_draw:
        lines[:1] = ["位子抽签给，早报晚报一样。怎么抽、谁先，都写在抽签的页面上。"]
    elif session.opens_at > timezone.now():
        lines.append(f"{moment(session.opens_at)} 开放预约。")
    if service.closes_minutes_before:
        lines.append(f"{moment(session.closes_at)} 停止预约。")
    lines.append(f"来不了，请在 {moment(session.cancel_by)} 前取消，位子好让给别人。过了这个时间，请打电话。")
    return [*lines, *of_taking_back(service, is_any=getattr(session, "has_rule", True))]


def of_service(service):
    """Return the sentences that hold for every session of a service."""
    if service.taken == service.Taken.WALK_IN:
        return ["不用约，到时间直接来。", "来的人太多，就请等一等，先来的先办。"]
    if service.taken == service.Taken.APPOINTMENT:
        return _of_appointments(service)
    lines = of_places(service)
    lines.append(f"提前 {service.opens_days_before} 天开放预约，{_before(service.closes_minutes_before)}停止预约。")
    lines.append(f"来不了，请在{_before(service.cancel_minutes_before)}取消，位子好让给别人。过了这个时间，请打电话。")
    return [*lines, *of_taking_back(service, is_any=getattr(service, "has_rule", True))]


def of_taking_back(service, *, is_any=True):
    """Return the printed rules under which a confirmed place is taken away: the very sentences that `fairness.taking_back` goes by.

    `is_any`: whether there are some, where the page has asked that already.
    """
    if not is_any:
        return []
    return list(service.printed_rules.filter(until=None).values_list("sentence", flat=True))


def of_places(service, session=None):
    """Return who gets a place, whatever the hour; for one `session` with the share that is kept there."""
    if service.hourly_places:
        lines = [f"先到先得：同一个小时最多 {service.hourly_places} 位，满了的小时不能选，也不排候补。", "一个孩子一天约一次，选连着的几个小时。"]
    else:
        lines = ["先到先得：谁先按“确认预约”，位子先给谁。", *of_share(service, session), *of_line(service)]
    if service.audience == service.Audience.PAIRS:
        lines.append("大人和孩子一起来：至少一个大人、一个孩子，一起约，一起退。")
    if service.first_days:
        lines.append(f"说过想要的人，早 {service.first_days} 天约（“我想要”里说过的）。")
    if service.circle_id:
        lines.append(f"只给“{service.circle.name}”的队员报名。")
    if service.min_age is not None or service.max_age is not None:
        lines.append(f"参加的人当天要 {service.ages}，按出生日期算。")
    if service.household_limit:
        lines.append(f"一个账号在同一场最多约 {service.household_limit} 位。")
    lines.append("同一个人在同一时间只能约一场。")
    if service.confidential:
        lines.append("这次预约只有您和提供服务的人看得到。")
    return lines


def _of_appointments(service):
    lines = ["谁先约到，时间就是谁的，一个时间只有一位，不排候补。", f"提前 {service.opens_days_before} 天开放预约。"]
    if service.min_age is not None or service.max_age is not None:
        lines.append(f"来的人当天要 {service.ages}，按出生日期算。")
    lines.append(f"可以先不留名。来不了，{_before(service.cancel_minutes_before)}都能自己改时间或取消，改好以前原来的时间还是您的。")
    lines.append("接待的人来不了，就换一位接待，或请您另选时间，会告诉您。")
    if service.confidential:
        lines.append("这次预约只有您和提供服务的人看得到。")
    return lines


def of_share(service, session=None):
    """Return what is kept for phone and counter (fairness.offers.release_kept), [] where nothing is."""
    kept = session.kept if session else service.kept_for_counter
    if not kept:
        return []
    until = moment(session.kept_until) if session else _before(service.kept_until_minutes)
    return [f"{kept} 个位子先留给打电话、到现场来约的人，{until}还没约出去的，放给大家。"]


def of_line(service):
    """Return how freed places go to those who wait (fairness.ranks, fairness.line, fairness.offers), first to last."""
    lines = ["约满了可以排候补：按排上的先后，名次存下来，不会变。"]
    if service.own_area_first:
        lines.append(f"{service.site.area.short_name}的人家先，别的社区后；按您账号里的常住社区算。")
    lines.append("空位不够一家要的数，先问后面够的那家，前面那家名次不动。")
    if not service.offer_minutes:
        lines.append("有了位子直接给您，并告诉您。")
        return lines
    lines.append(f"问到您，留 {_long(service.offer_minutes)}（夜里 22 点到早上 7 点不算）。不回，就问下一家；两次没回，就不再排这一场。")
    if service.rush_minutes:
        lines.append(f"开始前 {_long(service.rush_minutes)}起，谁先点归谁。")
    lines.append("问过的都不要，空位放给大家。")
    return lines


def _long(minutes):
    """120 → 2 小时, 90 → 90 分钟."""
    return f"{minutes // 60} 小时" if minutes % 60 == 0 else f"{minutes} 分钟"


def _before(minutes):
    """0 → 开始时, 120 → 开始前 2 小时, 2880 → 开始前 2 天."""
    if not minutes:
        return "开始前"
    for unit, size in (("天", 1440), ("小时", 60), ("分钟", 1)):
        if minutes % size == 0:
            return f"开始前 {minutes // size} {unit}"
    raise AssertionError
