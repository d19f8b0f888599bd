"""Why something about danger is not written, or a step not taken. The sentence says what happened and what to do instead."""

from ..refusals import CaseRefused


class RiskNotHigher(CaseRefused):
    sentence = "现在的颜色已经有这么高。要记新的情况，请记一次联系。"


class RiskNotLower(CaseRefused):
    sentence = "现在的颜色没有比这更高，不用降。"


class OfficerOnly(CaseRefused):
    sentence = "提高颜色谁办案谁就能改，降低要由县级以上妇联干部来改。请打电话给值班干部，说编号和理由。"


class VictimNotNamed(CaseRefused):
    sentence = "这一件涉及家暴，还没有写谁受到伤害。请先到“风险和保护”里写下。"


class MinorNotNamed(CaseRefused):
    """Violence, and a child or somebody without capacity is in it: nobody looked who, or nobody wrote it down."""

    sentence = (
        "这一件涉及家暴，也涉及孩子或自己做不了主的人，还没有写是谁。请到“风险和保护”里写下受到伤害的是谁，报公安，再写强制报告。"
        "查明没有这样的人受到伤害，请值班干部写明理由，撤下记号。"
    )


class MarkGone(CaseRefused):
    sentence = "这个记号已经撤下了。理由在经过里。"


class MarkStillTrue(CaseRefused):
    sentence = "案件里还这样写着，先改对，再来撤。"


class ReportMissing(CaseRefused):
    """Somebody is hurt for whom the law wants a report (反家庭暴力法 14, 未成年人保护法 11)."""

    sentence = "受到伤害的是孩子，或是自己做不了主的人，法律要求马上报告。请先报公安，再把时间、单位和回执写进“强制报告”，才能办这一步。"


class NobodyToReport(CaseRefused):
    sentence = "强制报告是为孩子和自己做不了主的人。请先写下谁受到伤害。"


class WishesNotAsked(CaseRefused):
    sentence = "受到伤害的是成年人，转给别的部门之前要先问她自己。请先记下她的意愿。"


class SheDeclines(CaseRefused):
    sentence = "她说现在不想转给别的部门。她改了主意，再问一次、记下来，才能转。"


class AdultsOnly(CaseRefused):
    sentence = "这里记成年受害人自己的意愿。孩子和自己做不了主的人，请写强制报告。"


class OrderTooLong(CaseRefused):
    sentence = "人身安全保护令最长 6 个月。请再看看文书上的日期。"


class OrderWithoutEnd(CaseRefused):
    sentence = "人身安全保护令有到期的日子，请写上。"


class OrderUpsideDown(CaseRefused):
    sentence = "到期的日子比出的日子还早，请再看看文书上的日期。"


class AlreadyRenewed(CaseRefused):
    sentence = "这一份已经延长过。请打开新的那一份。"
