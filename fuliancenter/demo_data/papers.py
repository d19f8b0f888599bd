"""How 鲤城 numbers its dossiers, and the first papers of the case that is furthest on."""

from accounts.models import Area
from mediation import documents
from mediation.models import Case, Document, DossierRule, Party

AREA = "350502000000"


def load(people):
    """Write the rule and make the papers that are not there yet."""
    DossierRule.objects.get_or_create(
        area=Area.objects.get(pk=AREA),
        defaults={"office": "鲤城区婚姻家庭纠纷人民调解委员会", "pattern": "（{年}）鲤妇人调字第{号}号", "kept_for": "长期"},
    )
    case = Case.objects.filter(reporter=people["31"], key="demo-case-1", mediator=people["41"]).first()
    if case is None or Document.objects.filter(case=case).exists():
        return
    party = case.parties.filter(side=Party.Side.APPLICANT).first()
    documents.describe(party=party, by=people["41"], gender="女", age="36", ethnicity="汉族", occupation="裁缝", address="塔影巷 40 号 3 楼")
    for form in ("intake", "rights", "inquiry"):
        documents.make(case=case, form=form, by=people["41"])
