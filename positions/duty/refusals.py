"""Why an appointment is not taken, moved or handed over."""

from accounts.refusals import Refusal

from ..refusals import BookingRefused


class SlotTaken(BookingRefused):
    sentence = "这个时间刚刚被别人约走了。请另选一个时间。"


class SameSlot(BookingRefused):
    sentence = "您约的就是这个时间，不用换。"


class OtherKind(BookingRefused):
    sentence = "这不是同一项服务的时间。请在列出的时间里选一个。"


class TooLateToMove(BookingRefused):
    sentence = "已经过了能自己改时间的时候。请打电话，我们帮您改。"


class CannotTakeOver(Refusal):
    sentence = "这位现在不能接。请换一位，或把这个时段停掉，请对方另选时间。"


class NotToHerself(Refusal):
    """Whoever may arrange sessions would open to herself what somebody booked in confidence."""

    sentence = "有人保密约过这一场，不能改成自己来接待。请现在接待的人交给您，或请同事换人。"


class SlotOver(Refusal):
    sentence = "这个时段已经结束或停掉了，不用再办。"


class NotYetTime(Refusal):
    sentence = "还没到时间，先等一等。到了时间还没来，再记“没来”。"


class NotHost(Refusal):
    sentence = "只有接待的人能办。"
