"""What intake tells a mediator: a number, and that something waits."""

from notices.texts import Text, text

from ..models import Case, HotlineCall

SIGN = "【邻里中心】"


def _case(pk):
    return Case.objects.without_content().filter(pk=pk).first()


@text("case_words", "当事人有回音", group="work")
def words(about):
    """To the one who carries it: she wrote something, or wants to stop, by her return code."""
    case = _case(about)
    return case and Text(title="有一件有回音", body=f"编号 {case.number}。点开看。", link=case.get_absolute_url())


@text("case_known", "请看一下是不是同一件", group="work")
def known(about):
    """To the one who carries it: a colleague who cannot open it has one that may be the same. She finds hers in the card 可能认识."""
    case = _case(about)
    return case and Text(
        title="有一件可能和您经办的是同一家", body=f"您经办的是 {case.number}。点开看“可能认识”，和那边的调解员通个电话。", link=case.get_absolute_url()
    )


@text("call_given", "12338 登记交给您", group="work")
def call_given(about):
    """To whoever goes on with a call that somebody else took down, who left."""
    call = HotlineCall.objects.filter(pk=about, sealed_key__isnull=False).only("number").first()
    return call and Text(title="有一件 12338 登记交给您接着办", body=f"编号 {call.number}。点开看。", link=call.get_absolute_url())


@text("call_put_aside", "12338 登记不能再放着", group="work")
def call_put_aside(about):
    """To who took it and to the officers of its area: a child may be hurt, and nobody has made a case of it."""
    call = HotlineCall.objects.filter(pk=about, handling=HotlineCall.Handling.DRAFT, sealed_key__isnull=False).select_related("holder").first()
    return call and Text(
        title=f"登记 {call.number} 放着还没有立案",
        body=f"这一件不能等，请马上立案。在{call.holder.get_full_name()}手上；不是您接的，请打电话给她。",
        link=call.get_absolute_url(),
        sms=f"{SIGN}您有一件待办缺一步，编号{call.number}，请现在登录查看。",
        urgent=True,
    )
