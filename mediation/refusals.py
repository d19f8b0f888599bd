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
