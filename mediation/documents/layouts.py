"""How each form of the dossier is laid out when the office has no template of its own: the tables of the official forms (DOMAIN 1)."""

from functools import cache

from ..models import Form
from .paper import Paper, field

ROWS = 20  # lines of the contents


def _side(paper, words, side):
    """Six rows about one party, as the forms of the ministry have them."""
    paper.row(f"{words}姓名", field(f"{side}姓名"), "性别", field(f"{side}性别"), "民族", field(f"{side}民族"))
    paper.row("年龄", field(f"{side}年龄"), "职业或职务", (field(f"{side}职业"), 3))
    paper.row("联系方式", (field(f"{side}电话"), 5))
    paper.row("单位或住址", (field(f"{side}住址"), 5))


SIX = (2.8, 3.2, 2.8, 2, 1.6, 2.4)


def cover(paper):
    paper.text("{{ 调解组织 }}", center=True, size=18, before=60).title("人民调解卷宗", space=30)
    paper.grid(3, 9).row("卷　　名", "{{ 卷名 }}", high=1.6).row("卷　　号", "{{ 卷号 }}", high=1.3).row("调 解 员", "{{ 调解员 }}", high=1.3)
    paper.row("调解日期", "{{ 调解开始日期 }} 至 {{ 调解结束日期 }}", high=1.3).row("立 卷 人", "{{ 立卷人 }}", high=1.3)
    paper.row("立卷日期", "{{ 立卷日期 }}", high=1.3).row("保管期限", "{{ 保管期限 }}", high=1.3).row("备　　注", "{{ 备注 }}", high=2)


def contents(paper):
    paper.title("卷宗目录", number=True).grid(1.4, 7.2, 2.6, 4).row("序号", "文书名称", "页号", "日期")
    for n in range(1, ROWS + 1):
        paper.row(f"{n}", field(f"目录{n}名称"), field(f"目录{n}页号"), field(f"目录{n}日期"), high=0.9)


def application(paper):
    paper.title("人民调解申请书", number=True).grid(*SIX)
    _side(paper, "申请人", "甲方")
    _side(paper, "被申请人", "乙方")
    paper.row("纠纷简要情况", ("{{ 纠纷简要情况 }}", 5), high=5).row("当事人申请事项", ("{{ 申请事项 }}", 5), high=2.6)
    paper.text("人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解。", indent=True, before=10)
    paper.signs(("申请人（签名、盖章或按指印）", "甲方签名"))


def intake(paper):
    paper.title("人民调解受理登记表", number=True).grid(3, 4.5, 3, 4.5)
    paper.row("登记日期", "{{ 登记日期 }}", "案件编号", "{{ 案件编号 }}").row("案件来源", "{{ 案件来源 }}", "纠纷类型", "{{ 纠纷类型 }}")
    paper.row("所在社区", "{{ 所在社区 }}", "受理日期", "{{ 受理日期 }}").row("当事人", ("{{ 当事人 }}", 3), high=3)
    paper.row("纠纷简要情况", ("{{ 纠纷简要情况 }}", 3), high=6).row("当事人要求", ("{{ 申请事项 }}", 3), high=2)
    paper.signs(("当事人（签名、盖章或按指印）", "甲方签名"), ("登记人（签名）", "登记人签名"), date="")
    paper.text("{{ 调解组织 }}（印章）", right=True, before=10).text("{{ 制作日期 }}", right=True)


def taken(paper):
    paper.title("受理告知书", number=True).text("编号：{{ 案件编号 }}", right=True).text("{{ 投诉人 }}：")
    paper.text("您在 {{ 登记日期 }} 提出的投诉，我们收到了。现将受理情况告知如下：", indent=True).text("{{ 受理决定 }}", block=True)
    paper.text("办理中要补充材料、想问进度，可以随时找经办的调解员，也可以打 12338。", indent=True)
    paper.signs(("经办人（签名）", "调解员签名"), ("收到人（签名、盖章或按指印）", "甲方签名"), date="")
    paper.text("{{ 调解组织 }}（印章）", right=True, before=10).text("{{ 制作日期 }}", right=True)


def reply(paper):
    paper.title("答复意见书", number=True).text("编号：{{ 案件编号 }}", right=True).text("{{ 投诉人 }}：")
    paper.text("您在 {{ 登记日期 }} 提出的投诉，我们办理了。现答复如下：", indent=True).text("{{ 答复意见 }}", block=True)
    paper.text("对这份答复不服的，可以自收到之日起三十日内，请求我们的上一级单位复查。", indent=True, before=6)
    paper.signs(("经办人（签名）", "调解员签名"), ("收到人（签名、盖章或按指印）", "甲方签名"), date="")
    paper.text("{{ 调解组织 }}（印章）", right=True, before=10).text("{{ 制作日期 }}", right=True)


RIGHTS = (
    "一、调解不收任何费用。", "二、调解由当事人自愿参加。一方明确拒绝的，不进行调解。",
    "三、当事人可以选择或者接受调解员；有亲属关系等情形的，可以要求调解员回避。",
    "四、当事人可以接受调解、拒绝调解，也可以随时要求终止调解。", "五、当事人可以要求调解公开进行或者不公开进行。",
    "六、当事人自主表达意愿，自愿达成调解协议。请亲属、专家参加，须经当事人同意。",
    "七、当事人应当如实陈述纠纷事实，遵守调解现场秩序，尊重调解员，尊重对方当事人的权利。",
    "八、调解协议具有法律约束力，当事人应当按照约定履行。双方认为有必要的，可以自协议生效之日起三十日内，共同向人民法院申请司法确认。",
    "九、调解不成的，当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。",
    "十、调解员保守当事人的个人隐私和商业秘密。遭受家庭暴力或者有现实危险的，可以随时报警，并可以申请人身安全保护令。",
)  # fmt: skip


def rights(paper):
    paper.title("当事人权利义务告知书", number=True)
    paper.text("{{ 甲方姓名 }}、{{ 乙方姓名 }}：").text("依照《中华人民共和国人民调解法》，现将当事人在调解中的权利和义务告知如下：", indent=True)
    for words in RIGHTS:
        paper.text(words, indent=True)
    paper.text("以上内容已经向我们说明，我们都清楚了。", indent=True, before=6)
    paper.signs(("当事人（签名、盖章或按指印）", "甲方签名"), ("当事人（签名、盖章或按指印）", "乙方签名"), ("调解员（签名）", "调解员签名"))


def identity(paper):
    paper.title("当事人身份证明", number=True).grid(3, 4.5, 3, 4.5)
    for side in ("甲方", "乙方"):
        paper.row("姓名", field(f"{side}姓名"), "性别", field(f"{side}性别")).row("身份证号", (field(f"{side}身份证号"), 3)).row(
            "（证件复印件贴在这里）", ("", 3), high=7
        )
    paper.signs(("已经核对原件，核对人（签名）", "调解员签名"))


def mandate(paper):
    paper.title("授权委托书", number=True).grid(*SIX)
    _side(paper, "委托人", "甲方")
    paper.head("受委托人")
    paper.grid(*SIX).row("姓名", ("　", 2), "与委托人的关系", ("　", 2), high=1.1).row("身份证号", ("　", 5), high=1.1).row("联系方式", ("　", 5), high=1.1)
    paper.text("委托人就“{{ 卷名 }}”一案，委托上列受委托人参加调解。委托权限（在方格内打勾）：", indent=True, before=8)
    paper.text("□ 一般代理　　□ 特别授权：代为承认、放弃、变更调解请求，达成并签订调解协议", indent=True)
    paper.signs(("委托人（签名、盖章或按指印）", "甲方签名"), ("受委托人（签名）", "代理人签名"))


def inquiry(paper):
    paper.title("人民调解调查记录", number=True).grid(3, 12)
    paper.row("时　　间", "{{ 调查时间 }}").row("地　　点", "{{ 调查地点 }}").row("参 加 人", "{{ 调查人 }}").row("被调查人", "{{ 被调查人 }}")
    paper.row("调查记录", "{{ 调查记录 }}", high=13)
    paper.signs(("调查人（签名）", "调查人签名"), ("被调查人（签名、盖章或按指印）", "被调查人签名"), ("记录人（签名）", "记录人签名"))


def evidence(paper):
    paper.title("证据材料清单", number=True).grid(3, 12).row("纠　　纷", "{{ 卷名 }}").row("材　　料", "{{ 证据清单 }}", high=12)
    paper.signs(("提交人（签名）", "甲方签名"), ("接收人（签名）", "调解员签名"))


def meeting(paper):
    paper.title("人民调解记录", number=True).grid(3, 12)
    paper.row("时　　间", "{{ 调解时间 }}").row("地　　点", "{{ 调解地点 }}").row("事　　由", "{{ 纠纷类型 }}纠纷").row("当 事 人", "{{ 当事人 }}", high=2)
    paper.row("邀请参加人", "{{ 邀请参加人 }}").row("调解记录", "{{ 调解记录 }}", high=9).row("调解结果", "{{ 调解结果 }}")
    paper.signs(
        ("当事人（签名、盖章或按指印）", "甲方签名"),
        ("当事人（签名、盖章或按指印）", "乙方签名"),
        ("调解员（签名）", "调解员签名"),
        ("记录人（签名）", "记录人签名"),
    )


def agreement(paper):
    paper.title("人民调解协议书").text("编号：{{ 协议编号 }}", right=True).grid(*SIX)
    _side(paper, "当事人", "甲方")
    _side(paper, "当事人", "乙方")
    paper.head("纠纷主要事实、争议事项").text("{{ 争议事项 }}", block=True).head("经调解，自愿达成如下协议").text("{{ 协议内容 }}", block=True)
    paper.head("履行方式、地点、期限").text("{{ 履行方式 }}", block=True).text("地点：{{ 履行地点 }}", indent=True).text("期限：{{ 履行期限 }}", indent=True)
    paper.text("本协议一式 {{ 协议份数 }} 份，当事人、人民调解委员会各持一份。", indent=True, before=8)
    paper.signs(
        ("当事人（签名、盖章或按指印）", "甲方签名"),
        ("当事人（签名、盖章或按指印）", "乙方签名"),
        ("人民调解员（签名）", "调解员签名"),
        ("记录人（签名）", "记录人签名"),
        date="",
    )
    paper.text("{{ 调解组织 }}（印章）", right=True, before=10).text("{{ 协议日期 }}", right=True)


def oral(paper):
    paper.title("人民调解口头协议登记表").text("编号：{{ 协议编号 }}", right=True).grid(3, 12)
    paper.row("当 事 人", "{{ 当事人 }}", high=3).row("主要事实、\n争议事项", "{{ 争议事项 }}", high=4).row("协议内容", "{{ 协议内容 }}", high=5)
    paper.row("履行方式", "{{ 履行方式 }}").row("履行地点", "{{ 履行地点 }}").row("履行期限", "{{ 履行期限 }}").row("达成日期", "{{ 协议日期 }}")
    paper.signs(("调解员（签名）", "调解员签名"), date="")
    paper.text("{{ 调解组织 }}（印章）", right=True, before=10).text("{{ 制作日期 }}", right=True)


def fulfilment(paper):
    paper.title("协议履行凭证", number=True).grid(3, 12).row("协议编号", "{{ 协议编号 }}").row("当 事 人", "{{ 甲方姓名 }}、{{ 乙方姓名 }}")
    paper.row("履行情况", "{{ 履行情况 }}", high=10)
    paper.signs(("履行人（签名）", "乙方签名"), ("接收人（签名）", "甲方签名"), ("调解员（签名）", "调解员签名"))


def follow_up(paper):
    paper.title("人民调解回访记录", number=True).grid(3, 4.5, 3, 4.5).row("当 事 人", ("{{ 甲方姓名 }}、{{ 乙方姓名 }}", 3)).row(
        "协议编号", "{{ 协议编号 }}", "回访日期", "{{ 回访时间 }}"
    )
    paper.row("回访事由", ("{{ 回访事由 }}", 3)).row("履行情况", "{{ 回访履行 }}", "满意度", "{{ 满意度 }}").row(
        "激化或隐患", "{{ 激化隐患 }}", "解决了吗", "{{ 是否解决 }}"
    )
    paper.row("回访情况", ("{{ 回访情况 }}", 3), high=8)
    paper.signs(("回访人（签名）", "回访人签名"), ("被回访人（签名）", "甲方签名"))


def confirmation(paper):
    paper.title("司法确认申请书").grid(*SIX)
    _side(paper, "申请人", "甲方")
    _side(paper, "申请人", "乙方")
    paper.head("请求事项").text("依法确认 {{ 调解组织 }} 于 {{ 协议日期 }} 主持达成的编号为 {{ 协议编号 }} 的人民调解协议有效。", indent=True)
    paper.head("事实与理由").text("{{ 争议事项 }}", block=True).text("经调解，双方自愿达成协议：", indent=True).text("{{ 协议内容 }}", block=True)
    paper.text(
        "双方承诺：出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如因协议内容给他人造成损害，愿意承担相应的责任。", indent=True, before=6
    )
    paper.text("申请的最后一天：{{ 司法确认期限 }}（自协议生效之日起三十日内，由双方共同提出）。", indent=True)
    paper.text("此致", indent=True, before=8).text("　　　　　　　　人民法院")
    paper.signs(("申请人（签名、盖章或按指印）", "甲方签名"), ("申请人（签名、盖章或按指印）", "乙方签名"))


def closing(paper):
    paper.title("结案报告表", number=True).grid(3, 4.5, 3, 4.5).row("填表日期", "{{ 制作日期 }}", "案件来源", "{{ 案件来源 }}")
    paper.row("承办单位", ("{{ 调解组织 }}", 3)).row("承 办 人", "{{ 调解员 }}", "纠纷类型", "{{ 纠纷类型 }}")
    paper.row("受案日期", "{{ 受理日期 }}", "结案日期", "{{ 结案日期 }}").row("当 事 人", ("{{ 当事人 }}", 3), high=3)
    paper.row("简要事实", ("{{ 纠纷简要情况 }}", 3), high=6).row("办理结果", ("{{ 案件结果 }}", 3)).row("回访情况", ("{{ 回访情况 }}", 3), high=2)
    paper.signs(("承办人（签名）", "调解员签名"), ("审核人（签名）", "审核人签名"))


def note(paper):
    paper.title("卷宗情况说明", number=True).text("{{ 情况说明 }}", before=6).signs(("立卷人（签名）", "立卷人签名"), ("检查人（签名）", "审核人签名"))


def back(paper):
    paper.title("卷宗封底", space=120).grid(4, 8).row("本卷共有", "{{ 件数 }} 件", high=1.3).row("立 卷 人", "{{ 立卷人 }}", high=1.3).row(
        "立卷日期", "{{ 立卷日期 }}", high=1.3
    )
    paper.signs(("检查人（签名）", "审核人签名"))


LAYOUTS = {form: globals()[form.value] for form in Form}


@cache
def built(form):
    """Return our own template of a Form: a .docx with fields."""
    paper = Paper()
    LAYOUTS[Form(form)](paper)
    return paper.bytes()
