"""Why a step of a referral is not taken."""

from ..refusals import CaseRefused


class NobodyThere(CaseRefused):
    sentence = "这个单位现在没有人能登录来看。请换一个单位，或请县级妇联先给它的人开通。"


class LookAgain(CaseRefused):
    """What is on her page is not what would be handed over."""

    sentence = "要交出的内容刚刚改过。请把下面再看一遍，再交出。"


class WayChanged(CaseRefused):
    """How she may be reached is another thing than the draft says, or the draft is older than that it says so."""

    sentence = "她怎样联系，和这份草稿上写的不一样了。请按“改一改”，再看一遍，再交出。"


class ReferralChanged(CaseRefused):
    sentence = "这一件转介刚刚变了。下面是现在的样子。"


class DayGone(CaseRefused):
    sentence = "请对方交回的日子已经过了。请先改一个日子，再交出。"


class NotAgreed(CaseRefused):
    sentence = "要写清是谁同意的；没有问到，就写为什么来不及问。"
