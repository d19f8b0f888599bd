"""Why somebody does not join a team just now. The sentence says what happened and what to do instead."""

from accounts.refusals import Refusal


class TooYoung(Refusal):
    sentence = "16 岁以上可以在这里加入。14、15 岁请和家长一起到志愿服务站登记；更小的孩子欢迎跟着家长来参加亲子活动。"


class AgeUnknown(Refusal):
    sentence = "还不知道您几岁。请写上出生日期，16 岁以上可以在这里加入。"


class NameMissing(Refusal):
    sentence = "服务队要知道怎么称呼您。请写上姓名。"


class TeamClosed(Refusal):
    sentence = "这支服务队已经解散。请看看附近别的服务队。"


class StepNotAllowed(Refusal):
    """Somebody else was quicker, or it was taken back."""

    sentence = "这份申请刚刚有人办过了。请刷新页面，看看现在的样子。"
