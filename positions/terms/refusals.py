"""Why a term, a day off or some hours are not given. The sentence says what happened and what to do instead."""

from ..refusals import BookingRefused


class TermMoved(BookingRefused):
    """Somebody was quicker between reading and writing; the deed reads again before anybody hears of it."""

    sentence = "刚刚有别的家长在约，位子变了。请看看现在剩几位，再约一次。"


class NoTerm(BookingRefused):
    sentence = "这门课现在不能整学期约。请看看单独的场次。"


class TermOver(BookingRefused):
    sentence = "这个学期已经没有要上的日子了。请看看别的课。"


class NoWeekday(BookingRefused):
    sentence = "还没有选星期几，请至少选一天。"


class AllBusy(BookingRefused):
    sentence = "选的日子，孩子都已经有别的预约。请换别的星期几，或先取消那些预约。"


class NotEnrolled(BookingRefused):
    sentence = "这个学期已经退掉了，不用再办。"


class NoDayOff(BookingRefused):
    sentence = "这一天已经请过假、上过课或不在名单里，不用再请。"


class TooLateForDayOff(BookingRefused):
    sentence = "已经过了能自己请假的时间。请打电话告诉邻里中心，免得算没来。"


class PlaceGone(BookingRefused):
    sentence = "这一天的位子已经给了候补的孩子。想来的话，可以排这一天的候补。"


class HoursFull(BookingRefused):
    sentence = "选的时间里有一个小时已经满了。请换个时间。"


class HoursOutside(BookingRefused):
    sentence = "请在开放的时间里选：到的时间要比走的时间早，按整点选。"
