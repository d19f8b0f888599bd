"""Why a step on a case is not taken. The sentence says what happened and what to do instead."""

from accounts.refusals import Refusal


class CaseRefused(Refusal):
    sentence = "这一步现在办不了。请看看案件现在的样子再办。"


class OutsideYourArea(CaseRefused):
    sentence = "这个社区不在您的片区里。请选您片区的社区，或请那边的网格员来报。"


class AlreadyReported(CaseRefused):
    """The press was used for a case with other content. `case` is the one that was made."""

    sentence = "您刚才从这一页已经交过一件。"

    def __init__(self, case):
        self.case = case
        super().__init__(f"您刚才从这一页已经交过一件（{case.number}）。如果现在填的是另一件，再按一次“交上去”就行。")


class CaseChanged(CaseRefused):
    """Somebody else was quicker."""

    sentence = "这一件刚刚被别人办过了。下面是现在的样子。"


class StepNotAllowed(CaseRefused):
    sentence = "办到这一步，不能这样办。请看看案件现在的样子。"


class NotYourCase(CaseRefused):
    sentence = "这一件由别的调解员经办。要补充情况，请直接告诉经办人。"


class NotYetAccepted(CaseRefused):
    sentence = "这一件还没有受理。请先受理，再记联系。"


class NotYetHappened(CaseRefused):
    sentence = "联系的时间比现在还晚。请写已经联系过的时间。"


class AgainstHerWord(CaseRefused):
    """She said that she is not to be reached so. What was done is written down all the same, with the reason."""

    sentence = "她说过不要这样联系。已经联系了的，请写一句为什么。"


class PlanAgainstHerWord(CaseRefused):
    sentence = "她说过不要这样联系，不能这样约。请选她说过的办法，或者等她自己来、凭查询码来说。"


class OnlyStricterAlone(CaseRefused):
    sentence = "这一件不只您一个人在求助，放宽要大家都同意。要放宽，请当面告诉给您办事的人；这里可以改得更严。"


class WaitsForDesk(CaseRefused):
    sentence = "这一件在等干部重新派人。派好以后，由新的经办人接着办。"


class HasConflict(CaseRefused):
    sentence = "她和这一件的当事人有关系，要回避。请派给别的调解员。"


class NoMediatorThere(CaseRefused):
    sentence = "她现在没有这一片的调解员任职。请派给这一片的调解员。"


class SameDesk(CaseRefused):
    sentence = "这一件要换一位调解员来办。请派给别的人。"


class NeedsContact(CaseRefused):
    sentence = "还没有和当事人联系过。先记一次联系，问过愿不愿意，再开始调解。"


class NotToldRights(CaseRefused):
    sentence = "开始调解以前，要把权利义务说给各方听，各方也愿意。说过了就勾上。"


class NotYetMediating(CaseRefused):
    sentence = "还没有开始调解，先不能约调解会。"


class NeedsMeeting(CaseRefused):
    sentence = "还没有调解记录。先把调解会的记录写下来，再办这一步。"


class NeedsAgreement(CaseRefused):
    sentence = "还没有写协议。先写协议，再办这一步。"


class NeedsSignatures(CaseRefused):
    sentence = "协议还没有生效。各方都签了字、盖了章，先记下签字的时间。"


class AlreadyRecorded(CaseRefused):
    sentence = "这一条已经写过了。写错了，在经过里补一条更正。"


class NothingPlanned(CaseRefused):
    sentence = "现在没有要做的回访。请看看案件现在的样子。"


class NeedsRevisit(CaseRefused):
    sentence = "还没有回访。先问过协议有没有做到、事情解决了没有，再办这一步。"


class NotSolved(CaseRefused):
    sentence = "回访说还没有解决，不能结案。请干部派人接着办。"


class AlreadyAParty(CaseRefused):
    sentence = "这个身份证号，这一件里已经有一位当事人用着。请核对号码，或去更正那一位。"


class TooManyPhotos(CaseRefused):
    sentence = "这一件的照片已经很多，再加就太大了。请只留最要紧的；别的收好原件，写在联系记录里。"


class EditedMeanwhile(CaseRefused):
    """Somebody rewrote the case since it was read. `case` is what it says now."""

    sentence = "您写的时候，别人也改了这一件。下面是两边的写法，请选留哪一个。"

    def __init__(self, case):
        self.case = case
        super().__init__()
