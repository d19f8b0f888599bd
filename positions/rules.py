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
    lines = of_places(service)
    if session.opens_at > timezone.now():
        lines.append(f"{moment(session.opens_at)} 开放预约。")
    if service.closes_minutes_before:
        lines.append(f"{moment(session.closes_at)} 停止预约。")
    lines.append(f"来不了，请在 {moment(session.cancel_by)} 前取消，位子好让给别人。过了这个时间，请打电话。")
    return lines


def of_service(service):
    """Return the sentences that hold for every session of a service."""
    if service.taken == service.Taken.WALK_IN:
        return ["不用约，到时间直接来。", "来的人太多，就请等一等，先来的先办。"]
    if service.taken == service.Taken.APPOINTMENT:
        return _of_appointments(service)
    lines = of_places(service)
    lines.append(f"提前 {service.opens_days_before} 天开放预约，{_before(service.closes_minutes_before)}停止预约。")
    lines.append(f"来不了，请在{_before(service.cancel_minutes_before)}取消，位子好让给别人。过了这个时间，请打电话。")
    return lines


def of_places(service):
    """Return who gets a place, whatever the hour."""
    lines = ["先到先得：谁先按“确认预约”，位子先给谁。", "约满了可以排候补。有人取消，就按排上的先后自动补上，并告诉您。"]
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


def _before(minutes):
    """0 → 开始时, 120 → 开始前 2 小时, 2880 → 开始前 2 天."""
    if not minutes:
        return "开始前"
    for unit, size in (("天", 1440), ("小时", 60), ("分钟", 1)):
        if minutes % size == 0:
            return f"开始前 {minutes // size} {unit}"
    raise AssertionError
