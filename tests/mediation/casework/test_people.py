"""A party is added or corrected after the case came in: all that hangs on names and numbers follows, and what stood before stays sealed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import NotAllowed
from mediation import casework, documents, intake
from mediation.casework import people
from mediation.clocks import extending
from mediation.intake.known import alike
from mediation.models import AccessLog, Case, Party, SafeWay
from mediation.refusals import AlreadyAParty, EditedMeanwhile, NotYourCase, StepNotAllowed
from notices.models import Notice
from tests.people import sign_in

from ..documents.conftest import words_of

NAME, PHONE, ID = "许建国", "13905950077", "350503198807290014"


def fresh(case):
    return Case.objects.select_related("area", "mediator").get(pk=case.pk)


@pytest.fixture
def asked(report, mediator):
    """A request from /help/: one party, without a name, and nobody on the other side."""
    way = intake.Way(rule=SafeWay.Rule.NEVER)
    case = intake.receive(
        source=Case.Source.SITE, area=report().area, kind="other", narrative="他把门反锁。", key=intake.new_key(), way=way,
        parties=[intake.Person(name="", phone="13905950055")],
    )  # fmt: skip
    return casework.accept(case=case, by=mediator)


def add(case, by, **how):
    return people.add(case=case, by=by, **{"version": fresh(case).version, "side": "respondent", "name": NAME, "phone": PHONE} | how)


def page_of(name, case, *more):
    return reverse(f"mediation:{name}", args=[case.number, *more])


def extend(case, by):
    due = case.deadlines.get(what="conclude", done_at=None).due_on
    told = {"agreed_on": timezone.localdate(), "how": "talk", "words": "等鉴定。", "parties": list(case.parties.all())}
    return extending.extend(case=case, what="conclude", by=by, until=due + timedelta(days=10), **told)


def test_the_other_side_of_a_nameless_request(client, asked, report, mediator, colleague):
    """Added on the page: the month can be put off, the papers have 乙方, another case of his is perhaps known, and who is him is out."""
    other = report(parties=[intake.Person(name="某人", phone=PHONE)])
    assert not alike(asked, mediator)
    with pytest.raises(extending.NotAllAgreed):
        extend(asked, mediator)
    colleague.phone = f"+86{PHONE}"
    colleague.save()
    assert asked in Case.objects.visible_to(colleague)
    sign_in(client, mediator)
    assert "加一位当事人" in client.get(asked.get_absolute_url()).content.decode()
    path, told = page_of("party_new", asked), {"version": asked.version, "key": "k" * 32, "side": "respondent", "name": NAME, "phone": PHONE}
    assert client.get(path).status_code == 200
    nameless = client.post(path, told | {"name": ""})
    assert nameless.status_code == 422
    assert PHONE in nameless.content.decode()
    for _ in range(2):  # pressed twice
        assert client.post(path, told)["Location"] == asked.get_absolute_url()
    case = fresh(asked)
    assert [party.side for party in case.parties.all()] == ["applicant", "respondent"]
    assert "加了一位当事人</b>：许*国（另一方）" in client.get(case.get_absolute_url()).content.decode()
    assert not Case.objects.visible_to(colleague).filter(pk=case.pk).exists()
    assert [known.pk for known in alike(case, mediator)] == [other.pk]
    assert extend(case, mediator)
    paper = documents.make(case=case, form="intake", by=mediator)
    assert NAME in words_of(documents.opened(paper))
    assert not {"乙方姓名", "乙方电话"} & set(paper.missing)


def test_what_was_corrected_stays_sealed_and_is_read_with_a_reason(client, asked, mediator):
    party = add(asked, mediator)
    before = party.phone_print
    sign_in(client, mediator)
    path, told = page_of("party_mend", asked, party.uid), {"side": "respondent", "name": "许建华", "phone": "13905950078", "id_number": ID}
    page = client.get(path).content.decode()
    assert NAME in page
    read = AccessLog.objects.filter(case=asked, what="party").get()
    assert (read.row, read.why) == (party.uid, "identity")
    assert client.post(path, told | {"version": fresh(asked).version})["Location"] == page_of("people", asked)
    party = Party.objects.get(pk=party.pk)
    assert (party.name, party.phone, party.id_number) == ("许建华", "13905950078", ID)
    assert party.phone_print not in ("", before)
    assert party.id_print
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "更正当事人资料" in page
    assert "补上身份证号；改了姓名或称呼、电话" in page
    for words in (NAME, PHONE, "许建华", ID):
        assert words not in page
    shown = client.post(page_of("party", asked, party.uid), {"why": "contact"}).content.decode()
    assert NAME in shown
    assert PHONE in shown
    line = asked.events.get(kind="party_mended")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, former FROM mediation_caseevent WHERE id = %s", [line.pk])
        cells = b"".join(bytes(cell) for cell in cursor.fetchone())
        cursor.execute("SELECT name, phone, id_number FROM mediation_party WHERE id = %s", [party.pk])
        cells += b"".join(bytes(cell) for cell in cursor.fetchone())
    for words in (NAME, PHONE, ID, "许建华", "改了"):
        assert words.encode() not in cells


def test_of_two_at_once_the_second_sees_both(client, asked, mediator):
    party = add(asked, mediator)
    sign_in(client, mediator)
    version = fresh(asked).version
    path, first = page_of("party_mend", asked, party.uid), {"version": version, "side": "respondent", "name": NAME, "phone": "13905950071"}
    client.post(path, first)
    second = client.post(path, first | {"phone": "13905950072"})
    assert second.status_code == 422
    page = second.content.decode()
    assert "两边的写法" in page
    assert "13905950071" in page
    assert "13905950072" in page
    assert Party.objects.get(pk=party.pk).phone == "13905950071"
    client.post(path, first | {"phone": "13905950072", "version": version + 1})
    assert Party.objects.get(pk=party.pk).phone == "13905950072"
    stale = client.post(page_of("party_new", asked), {"version": version, "key": "n" * 32, "side": "other", "name": "邻居"})
    assert stale.status_code == 422
    assert "现在有这几位" in stale.content.decode()
    assert asked.parties.count() == 2
    with pytest.raises(EditedMeanwhile):
        people.correct(party=party, by=mediator, version=version, name="甲")


def test_of_two_who_fill_in_for_the_papers_the_second_sees_both(client, asked, mediator):
    party = asked.parties.get()
    sign_in(client, mediator)
    path, told = page_of("details", asked, party.uid), {"version": asked.version, "occupation": "缝纫工"}
    assert client.post(path, told).status_code == 302
    second = client.post(path, told | {"occupation": "裁缝"})
    assert second.status_code == 422
    page = second.content.decode()
    assert "两边的写法" in page
    assert "缝纫工" in page
    assert "裁缝" in page
    assert Party.objects.get(pk=party.pk).occupation == "缝纫工"
    assert client.post(path, told | {"occupation": "裁缝", "version": asked.version + 1}).status_code == 302
    assert Party.objects.get(pk=party.pk).occupation == "裁缝"


def test_a_number_of_the_mediators_own_takes_the_case_out_of_her_hands(client, asked, mediator, make_post):
    officer = make_post("county_officer", "350503000000", "陈县干")
    mediator.phone = f"+86{PHONE}"
    mediator.save()
    sign_in(client, mediator)
    told = {"version": asked.version, "key": "k" * 32, "side": "respondent", "name": NAME, "phone": PHONE}
    assert client.post(page_of("party_new", asked), told)["Location"] == reverse("mediation:cases")
    assert client.get(asked.get_absolute_url()).status_code == 404
    assert fresh(asked).desk_why == "conflict"
    assert Notice.objects.filter(to=officer, kind="case_desk").count() == 1


def test_only_who_carries_it_and_only_while_it_is_open(client, asked, report, mediator, colleague, far_mediator):
    party = asked.parties.get()
    party.case = asked
    for by, refusal in ((colleague, NotYourCase), (far_mediator, NotAllowed)):
        with pytest.raises(refusal):
            add(asked, by)
        with pytest.raises(refusal):
            people.correct(party=party, by=by, version=asked.version, name="甲")
    stranger = report().parties.first()
    sign_in(client, colleague)
    assert client.get(page_of("party_new", asked))["Location"] == asked.get_absolute_url()
    assert "加一位当事人" not in client.get(asked.get_absolute_url()).content.decode()
    sign_in(client, mediator)
    assert client.get(page_of("party_mend", asked, stranger.uid)).status_code == 404
    sign_in(client, far_mediator)
    for path in (page_of("party_new", asked), page_of("party_mend", asked, party.uid)):
        assert client.get(path).status_code == client.post(path, {}).status_code == 404
    casework.mediating.end(case=asked, by=mediator, outcome="withdrawn", words="不要了。")
    casework.revisiting.close(case=asked, by=mediator, words="办完了。")
    with pytest.raises(StepNotAllowed):
        add(fresh(asked), mediator)


def test_her_side_and_her_number_are_kept_from_a_slip(client, asked, mediator):
    """Who asked for help stays who asked; her number, which nobody may call, is neither shown nor lost."""
    party = asked.parties.get()
    party.case = asked
    with pytest.raises(StepNotAllowed):
        people.correct(party=party, by=mediator, version=asked.version, side="respondent")
    sign_in(client, mediator)
    path = page_of("party_mend", asked, party.uid)
    page = client.get(path).content.decode()
    assert "13905950055" not in page
    assert 'name="side"' not in page
    client.post(path, {"version": fresh(asked).version, "name": "陈阿妹", "phone": "", "id_number": ""})
    party = Party.objects.get(pk=party.pk)
    assert (party.name, party.phone) == ("陈阿妹", "13905950055")


def test_one_person_is_not_written_twice(asked, mediator):
    one = add(asked, mediator, id_number=ID)
    other = add(asked, mediator, name="邻居", phone="", side="other")
    other.case = one.case = asked
    with pytest.raises(AlreadyAParty):
        add(asked, mediator, id_number=ID, phone="")
    with pytest.raises(AlreadyAParty):
        people.correct(party=other, by=mediator, version=fresh(asked).version, id_number=ID)
