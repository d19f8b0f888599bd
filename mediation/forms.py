"""What the grid worker and the mediator fill in. Forms parse and write nothing."""

from itertools import groupby

from django import forms
from django.utils import timezone

from accounts import masks
from accounts.fields import IdNumberField, PersonNameField, PlainTextField
from accounts.models import Area
from accounts.pictures import PicturesField

from . import intake, reaching
from .fields import AnyPhoneField, MomentInput, PastMomentField
from .models import AccessLog, Case, CaseEvent, Kind, Party, Risk, RiskSign

NONE = "none"
MOST_PHOTOS = 6
SIDES = (Party.Side.APPLICANT, Party.Side.RESPONDENT, Party.Side.OTHER)


class KeyField(forms.CharField):
    """The hidden number of one press; one that was tampered with is replaced, which only costs its protection."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, initial=intake.new_key)

    def clean(self, value):
        return value if isinstance(value, str) and len(value) == 32 and value.isascii() and value.isalnum() else intake.new_key()


class SignsInput(forms.CheckboxSelectMultiple):
    """Boxes that say their colour to the script which shows the provisional one."""

    def __init__(self, signs):
        super().__init__()
        self.signs = signs

    def create_option(self, name, value, label, selected, index, **kwargs):
        option = super().create_option(name, value, label, selected, index, **kwargs)
        sign = self.signs.get(str(value))
        option["attrs"] |= {"data-risk": sign.risk if sign else 0}
        return option


class ReportForm(forms.Form):
    """One dispute, as the grid worker heard it."""

    perm = "mediation.report_case"  # in whose communities it may be written down

    key = KeyField()
    kind = forms.ChoiceField(label="选最主要的一样", widget=forms.RadioSelect, choices=Kind, error_messages={"required": "还没选是什么事，请选一样。"})
    signs = forms.MultipleChoiceField(
        label="看到、听到的都勾，可以多选",
        error_messages={"required": "危险的迹象还没看，都没有就勾“都没有”。"},
    )
    area = forms.ModelChoiceField(
        label="在哪个社区",
        queryset=Area.objects.none(),
        empty_label="请选择",
        error_messages={"required": "还没选社区，请选一个。", "invalid_choice": "这个社区不在您的片区里，请另选一个。"},
    )
    place = PlainTextField(label="哪一栋、哪一户", max_length=200, required=False)
    narrative = PlainTextField(
        label="怎么回事",
        max_length=5000,
        lines=True,
        help_text="谁和谁、什么时候、为了什么、现在怎么样。照他们说的写。",
        error_messages={"required": "还没写怎么回事，请写几句。"},
    )
    wishes = PlainTextField(label="他们要什么", max_length=500, lines=True, required=False)
    photos = PicturesField(label="照片", most=MOST_PHOTOS, help_text=f"最多 {MOST_PHOTOS} 张，一张小于 20 MB。照片里的地点信息会去掉。")

    def __init__(self, *args, reporter, areas=None, **kwargs):
        """`areas` are the Areas to choose from, if not those in which `reporter` may report now."""
        super().__init__(*args, **kwargs)
        self.used = {str(sign.pk): sign for sign in RiskSign.objects.filter(is_used=True)}
        asked = {pk: sign for pk, sign in self.used.items() if not sign.kind}
        signs = self.fields["signs"]
        signs.choices = [*((pk, sign.words) for pk, sign in asked.items()), (NONE, "都没有")]
        signs.widget = SignsInput(asked)
        signs.widget.choices = signs.choices
        areas = Area.objects.visible_to(reporter, self.perm) if areas is None else areas
        here = areas.filter(level=Area.Level.VILLAGE).open().select_related("parent")
        area = self.fields["area"]
        area.queryset = here
        self.only_area = None
        areas = list(here)
        if len(areas) == 1:
            self.only_area = areas[0]
            self.initial["area"] = areas[0].pk
            area.widget = forms.HiddenInput()
        else:
            area.choices = [("", "请选择"), *((street, [(a.pk, a.short_name) for a in group]) for street, group in groupby(areas, lambda a: str(a.parent)))]
        for number, side in enumerate(SIDES, 1):
            first = number == 1
            self.fields[f"name_{number}"] = PersonNameField(
                label="姓名或称呼",
                required=first,
                help_text="不知道姓名，就写大家怎么叫，例如“王阿婆”。" if first else "",
                error_messages={"required": f"还没写{Party.Side(side).label}是谁，请写姓名或称呼。"},
            )
            self.fields[f"name_{number}"].widget.attrs["autocomplete"] = "off"
            self.fields[f"phone_{number}"] = AnyPhoneField(required=False)
            self.fields[f"id_number_{number}"] = IdNumberField(required=False)
        self.order_fields(["key", "kind", "signs", "area", "place", *(f for f in self.fields if f[-1].isdigit())])

    @property
    def people(self):
        """(side in words, name field, phone field, ID field) of each party, for the template."""
        return [(Party.Side(side).label, self[f"name_{number}"], self[f"phone_{number}"], self[f"id_number_{number}"]) for number, side in enumerate(SIDES, 1)]

    @property
    def kind_risks(self):
        """kind → risk, for the kinds that have a colour of their own."""
        return {sign.kind: sign.risk for sign in self.used.values() if sign.kind}

    @property
    def colours(self):
        """(Risk, the signs in words) from red down to yellow: the rule, for whoever has no script."""
        return [(risk, [sign.words for sign in self.used.values() if sign.risk == risk]) for risk in (Risk.RED, Risk.YELLOW)]

    def clean_signs(self):
        ticked = self.cleaned_data["signs"]
        if NONE in ticked and len(ticked) > 1:
            raise forms.ValidationError("勾了迹象，又勾了“都没有”。请去掉一样。", code="both")
        return [self.used[pk] for pk in ticked if pk != NONE]

    def clean(self):
        for number, side in list(enumerate(SIDES, 1))[1:]:
            name = self.cleaned_data.get(f"name_{number}")
            more = self.cleaned_data.get(f"phone_{number}") or self.cleaned_data.get(f"id_number_{number}")
            if more and name == "":
                self.add_error(f"name_{number}", f"{Party.Side(side).label}写了电话或证件号，也请写怎么称呼。")
        return self.cleaned_data

    def facts(self):
        """Return what `intake.report` takes, but for the reporter."""
        told = self.cleaned_data
        return {
            "area": told["area"], "kind": told["kind"], "signs": told["signs"], "narrative": told["narrative"], "wishes": told["wishes"],
            "place": told["place"], "pictures": told["photos"], "key": told["key"],
            "parties": [
                intake.Person(name=told[f"name_{n}"], side=side, phone=told[f"phone_{n}"], id_number=told[f"id_number_{n}"])
                for n, side in enumerate(SIDES, 1)
                if told[f"name_{n}"]
            ],
        }  # fmt: skip


class RefusalForm(forms.Form):
    """Why a case is not taken up."""

    reason = forms.ChoiceField(
        label="为什么不受理", widget=forms.RadioSelect, choices=Case.RefusalReason, error_messages={"required": "还没选原因，请选一个。"}
    )
    words = PlainTextField(
        label="说明",
        max_length=500,
        lines=True,
        help_text="写清楚已经怎么答复当事人、请他们去找谁。上报的网格员只看得到原因，看不到说明。",
        error_messages={"required": "请写几句说明，以后有人问起好答复。"},
    )


class ContactForm(forms.Form):
    """One contact with the parties."""

    key = KeyField()
    kind = forms.ChoiceField(label="怎么联系的", widget=forms.RadioSelect, error_messages={"required": "还没选怎么联系的，请选一样。"})
    happened_at = PastMomentField(label="什么时候")
    whom = forms.ChoiceField(label="和谁", widget=forms.RadioSelect, error_messages={"required": "还没选和谁联系，请选一位。"})
    words = PlainTextField(
        label="说了什么，约好什么",
        max_length=2000,
        lines=True,
        help_text="存下就不能改。写错了，再补一条更正。",
        error_messages={"required": "还没写说了什么，请写几句。没打通也写一句。"},
    )

    against = PlainTextField(
        label="她说过不要这样联系，为什么还是联系了", max_length=300, lines=True, required=False, help_text="例如：听见呼救，怕出人命。这一句和记录放在一起。"
    )

    def __init__(self, *args, parties, way=None, **kwargs):
        """`way` is the SafeWay of her who asked for help."""
        super().__init__(*args, **kwargs)
        self.way = way
        self.parties = {str(party.pk): party for party in parties}
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in CaseEvent.CONTACTS]
        named = [(pk, f"{masks.name(party.name) or '没留名字'}（{party.get_side_display()}）") for pk, party in self.parties.items()]
        self.fields["whom"].choices = [*named, (CaseEvent.Whom.ALL.value, "各方一起"), (CaseEvent.Whom.OTHERS.value, "其他人")]
        self.fields["happened_at"].widget = MomentInput()
        self.initial.setdefault("happened_at", timezone.localtime().replace(second=0, microsecond=0))

    @property
    def hers(self):
        """Those of the parties of whom the rule speaks, for the template."""
        people = list(self.parties.values())
        return [party for party in people if reaching.is_hers(party, people)]

    def clean(self):
        told = self.cleaned_data
        if all(name in told for name in ("kind", "happened_at", "whom")) and told.get("against") == "" and self._is_against(told):
            self.fields["against"].required = True  # from now on the page must not say that it may stay empty
            self.add_error("against", "她说过不要这样联系。联系过了，请写一句为什么；还没联系，就照她说的来。")
        return told

    def _is_against(self, told):
        asked = told["whom"] == CaseEvent.Whom.ALL or self.parties.get(told["whom"]) in self.hers
        return asked and reaching.is_against(self.way, told["kind"], told["happened_at"])

    @property
    def asks_why(self):
        """Whether the question why stands on the page: only once it is needed."""
        return self.is_bound and bool(self.errors.get("against") or self.data.get("against"))

    def facts(self):
        """Return what `casework.add_contact` takes, but for the case and who writes."""
        told = self.cleaned_data
        party = self.parties.get(told["whom"])
        return {
            "key": told["key"], "kind": told["kind"], "happened_at": told["happened_at"], "words": told["words"],
            "against": told["against"], "whom": CaseEvent.Whom.ONE if party else told["whom"], "party": party,
        }  # fmt: skip


class ReasonForm(forms.Form):
    """Why she wants to see a party's name and numbers."""

    why = forms.ChoiceField(label="为什么要看", widget=forms.RadioSelect, choices=AccessLog.Why, error_messages={"required": "还没选理由，请选一个。"})


class PartyForm(forms.Form):
    """One person of a case, new (`party` None) or corrected. `version` is the one of the case that she read."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    key = KeyField()
    side = forms.ChoiceField(
        label=Party._meta.get_field("side").verbose_name,
        widget=forms.RadioSelect,
        choices=Party.Side,
        error_messages={"required": "还没选是哪一方，请选一个。"},
    )
    name = PersonNameField(
        label="姓名或称呼", help_text="不知道姓名，就写大家怎么叫，例如“王阿婆”。", error_messages={"required": "还没写是谁，请写姓名或称呼。"}
    )
    phone = AnyPhoneField(required=False, help_text="不知道就空着。")
    id_number = IdNumberField(required=False, help_text="不知道就空着。")

    def __init__(self, *args, party=None, may_move=True, may_phone=True, **kwargs):
        """`may_phone`: whether her number may be shown now; where it may not, an empty field leaves it as it is."""
        self.kept_phone = (party.phone or "") if party and not may_phone else ""
        told = {name: getattr(party, name) or "" for name in ("side", "name", "phone", "id_number")} if party else {}
        if not may_phone:
            told["phone"] = ""
        super().__init__(*args, initial=told | kwargs.pop("initial", {}), **kwargs)
        for name in ("name", "phone", "id_number"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if not may_move:
            del self.fields["side"]
        if party:
            del self.fields["key"]
            self.fields["name"].required = bool(party.name)  # who kept her name may go on keeping it
        if self.kept_phone:
            self.fields["phone"].help_text = "现在不能打她的电话，所以不显示。要换就写新的；空着，就还是原来的。"

    def clean_phone(self):
        return self.cleaned_data["phone"] or self.kept_phone


class EvidenceForm(forms.Form):
    """Photos that come while a case is under way, and what they are."""

    key = KeyField()
    photos = PicturesField(
        label="照片、扫描件", most=MOST_PHOTOS, help_text=f"一次最多 {MOST_PHOTOS} 张，一张小于 20 MB。纸张一页一张，拍正、拍全。照片里的地点信息会去掉。"
    )
    words = PlainTextField(
        label="是什么",
        max_length=100,
        help_text="例如：10 月 12 日的诊断书；手臂上的伤；微信聊天截图。写进证据清单。",
        error_messages={"required": "还没写是什么，请写几个字，证据清单上要用。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photos"].required = True  # says so on the page; the field itself takes none

    def clean_photos(self):
        if not self.cleaned_data["photos"]:
            raise forms.ValidationError("还没有选照片。请选一张，再按存下。")
        return self.cleaned_data["photos"]
