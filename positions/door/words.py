"""What became of a press at the door, in the words that staff read."""

from django.utils import timezone

from ..models import DoorTick

Kind, Outcome = DoorTick.Kind, DoorTick.Outcome


def clock(moment):
    return f"{timezone.localtime(moment):%H:%M}"


def of(tick, booking, name):
    """Return the sentence for a DoorTick of `booking` (as it is now), who is called `name`."""
    if tick.outcome == Outcome.TOO_OLD:
        return f"{name}：这一条隔了一天多，没有记。请对着纸质名单补录。"
    if tick.outcome == Outcome.CANCELLED:
        return f"{name}的预约已经取消了。人来了的话，按“没约的来了”收下。"
    if tick.outcome == Outcome.NO_PLACE:
        return f"{name}还在候补，没有位子。能腾出名额再收。"
    if tick.kind == Kind.IN:
        if tick.outcome == Outcome.ELSEWHERE:
            return f"{name}在别处也签了，以先签的 {clock(booking.came_at)} 为准。" if booking.came_at else f"{name}在别处签过，又撤回了。"
        return f"{name}到了，{clock(tick.happened_at)}。"
    if tick.kind == Kind.OUT:
        if tick.outcome == Outcome.ELSEWHERE:
            return f"{name}在别处已经签退，以先签的 {clock(booking.left_at)} 为准。" if booking.left_at else f"{name}在别处签退过，又撤回了。"
        if tick.outcome == Outcome.NOT_IN:
            return f"{name}还没签到，签退没有记。先签到，再签退。"
        if tick.outcome == Outcome.NOT_LISTED:
            return f"{name}走了。可接的人现在不在名单上，马上打给监护人。"
        return f"{name}走了，{clock(tick.happened_at)}" + (f"，{tick.words}。" if tick.words else "。")
    if tick.kind == Kind.BACK:
        return f"{name}的上一步撤回了。" if tick.outcome == Outcome.DONE else f"{name}没有可撤回的。"
    return f"{name}：{tick.get_kind_display()}。"
