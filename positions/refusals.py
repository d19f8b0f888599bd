"""Why a place is not given. The sentence says what happened and what to do instead."""

from accounts.refusals import Refusal


class BookingRefused(Refusal):
    sentence = "这一场现在约不了。请看看同一门课的其他场次。"


class GivenByDraw(BookingRefused):
    sentence = "这一场的位子抽签决定，早报晚报一样。请到抽签的页面报名。"


class SessionFull(BookingRefused):
    sentence = "这一场已经约满。您可以排候补，空出位子按排上的先后问您。"


class SessionCancelled(BookingRefused):
    sentence = "这一场已经取消了。请看看同一门课的其他场次。"


class SessionMoved(BookingRefused):
    sentence = "这一场刚刚改了时间。请看看现在的时间，合适的话再按一次。"


class SessionOver(BookingRefused):
    sentence = "这一场已经开始或结束，不能再约。请看看同一门课的其他场次。"


class NotOpenYet(BookingRefused):
    sentence = "这一场还没开放预约。请到开放的时间再来。"


class NoBookingNeeded(BookingRefused):
    sentence = "这项服务不用约，到时间直接来就行。"


class WrongAge(BookingRefused):
    sentence = "参加的人那天的年龄不合适。请换一位家人，或看看别的活动。"


class AgeUnknown(BookingRefused):
    sentence = "这门课看年龄，可还不知道参加的人几岁。请先到“我的”里填上出生日期。"


class BusyThen(BookingRefused):
    sentence = "参加的人在这个时间已经有别的预约或候补。请先取消那一场，或换一个时间。"


class NotFreeThen(BusyThen):
    """Said to who acts for her: what else she has at that time, and that she has something, is hers."""

    sentence = "这个时间替她约不上。请换一个时间，或者请她自己来约。"


class ByTheHour(BookingRefused):
    sentence = "这里按小时约。请在这一场的页面选从几点到几点。"


class NotInCircle(BookingRefused):
    sentence = "这一场只给服务队的队员报名。想参加，请先到志愿服务队的页面申请加入。"


class NotYourFamily(BookingRefused):
    sentence = "没有找到要参加的人。请在“我的家人”里选，或先添加。"


class HouseholdLimit(BookingRefused):
    sentence = "一个账号在这一场能约的人数已经到了。请先取消一位，再约另一位。"


class AlreadyThere(BookingRefused):
    sentence = "选的人里，有人已经约了这一场。请把他们留在外面，再按一次。"


class PairNeeded(BookingRefused):
    sentence = "这一场是大人带孩子一起来的，请至少选一个大人和一个孩子。"


class AdultNeeded(Refusal):
    sentence = "孩子要有大人陪，大人也要带着孩子。请至少选一个大人和一个孩子。"


class OfferOver(Refusal):
    sentence = "这次给您留的时间已经过了，位子问了下一家。您的名次还在，再空出来会问您。"


class PlaceGone(Refusal):
    sentence = "刚刚被别人先点走了。您的名次还在，再空出来会告诉您。"


class TooFewPlaces(Refusal):
    sentence = "空出来的位子没有这么多。请少选几位，没选上的人名次还在。"


class TooLateToCancel(BookingRefused):
    sentence = "已经过了能自己取消的时间。实在来不了，请打电话告诉邻里中心，好让候补的人来。"


class NotLive(BookingRefused):
    sentence = "这个预约已经取消或用过了，不用再办。"


class CapacityBelowBooked(Refusal):
    sentence = "名额不能比已经约好的人少。请先和来不了的人说好，取消他们的预约，再减名额。"


class PlaceTaken(Refusal):
    """The room or the host is busy at that time."""

    sentence = "这个时间场地或老师已经有安排。请换时间、换场地，或换老师。"


class SessionChanged(Refusal):
    sentence = "这一场刚刚被别人改过。请刷新页面，看看现在的样子再办。"


class TimesStand(Refusal):
    sentence = "这一场已经发布，时间不能再改。要换时间，请按“改时间、场地”，约好的人会收到通知。"


class NotByMandate(BookingRefused):
    sentence = "这一项要本人办。请对方自己预约，或打电话给邻里中心。"


class NotOnTheList(BookingRefused):
    sentence = "这位不在孩子的接送名单上。请换一位，或先到“家人”里加上。"
