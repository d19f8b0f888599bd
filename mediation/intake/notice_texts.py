"""What intake tells a mediator: a number, and that something waits."""

from notices.texts import Text, text

from ..models import Case


def _case(pk):
    return Case.objects.without_content().filter(pk=pk).first()


@text("case_words", "当事人有回音", group="work")
def words(about):
    """To the one who carries it: she wrote something, or wants to stop, by her return code."""
    case = _case(about)
    return case and Text(title="有一件有回音", body=f"编号 {case.number}。点开看。", link=case.get_absolute_url())


@text("case_known", "请看一下是不是同一件", group="work")
def known(about):
    """To the one who carries it: a colleague who cannot open it asks whether hers is the same."""
    case = _case(about)
    return case and Text(title="同事想问是不是同一件", body=f"编号 {case.number}。可能和新来的一件是同一家，点开看。", link=case.get_absolute_url())
