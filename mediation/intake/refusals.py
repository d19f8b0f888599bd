"""Why intake says no: codes, drafts, passes. The sentence says what happened and what to do instead."""

from ..refusals import CaseRefused


class CodeUnknown(CaseRefused):
    sentence = "没有找到这个号。请看看记下的 16 位，再输一次；号丢了，可以重新写，或带身份证到家事纠纷调解室。"


class LastFourDiffer(CaseRefused):
    sentence = "和给出的号最后 4 位不一样。请看看记下的号，再打一遍。"


class DraftGone(CaseRefused):
    sentence = "您写的没有留住：过了一天，或者在别处又交了一次。请重新写一次。"


class HandedInBefore(CaseRefused):
    sentence = "这一件已经交上了。用您记下的号，随时能回来看。"


class PassOver(CaseRefused):
    sentence = "这一页开得久了，为了稳妥要再输一次号。没送出的话，请再写一遍。"


class CallIsOver(CaseRefused):
    sentence = "这个电话已经办完了，不能再改。又来电，就另记一个。"


class ChildIsHurt(CaseRefused):
    sentence = (
        "这个电话说到家暴，还牵涉孩子或做不了主的人，法律要求马上报告，不能在电话里办完。"
        "请点“立案”，案件会带您写强制报告；已经报了警，就把时间、单位、接警人写在那里。"
    )


class ComplaintNeedsCase(CaseRefused):
    sentence = "这是投诉，要书面答复她，不能在电话里办完。请点“立案”，收到、期限和答复都从案件里走；您答复的话也会带过去。"


class CannotJoin(CaseRefused):
    sentence = "这两件现在并不到一起。"


class JoinTheOtherWay(CannotJoin):
    sentence = "这一件已经说好或者办结了，不能并到别的里面。请从另一件那边并过来。"


class NotTheSame(CannotJoin):
    sentence = "没有找到这个编号，或者您看不到那一件。请把编号写全，例如 261124-K7M2QP。"


class IntoItself(CannotJoin):
    sentence = "写的是这一件自己的编号。请写另一件的编号。"
