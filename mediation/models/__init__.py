"""The nouns of mediation. What was said and who said it lies sealed with a key of the case (`accounts.crypto`)."""

from .agreements import Agreement, Instalment
from .booked import BookedCase
from .cases import LETTERS, NO_DAY, Case, Kind, Purpose, Risk, RiskSign, new_number
from .contact import SafeWay
from .danger import Alarm, AlarmStep, MandatoryReport, Order, OrderVisit, RiskChange, Wish
from .deadlines import Clock, Deadline, Extension, What
from .evidence import Evidence
from .following import FollowUp
from .hers import Binding, DeskCode, Pin, Question
from .hotline import HotlineCall
from .meetings import Meeting
from .offline import GridWord, Parcel
from .papers import Document, Dossier, DossierCount, DossierRule, Form, FormTemplate, Signature
from .parties import Party
from .partners import Partner
from .reading import AccessLog
from .referrals import Referral, ReferralAnswer, ReferralPhoto
from .returning import HelpDraft, HelpMessage, ReturnCode
from .roster import ConflictOfInterest, Mediator
from .screenings import Screening, ScreeningLine
from .secrecy import BreakGlass, Retention
from .timeline import CaseEvent

__all__ = [
    "LETTERS",
    "NO_DAY",
    "AccessLog",
    "Agreement",
    "Alarm",
    "AlarmStep",
    "Binding",
    "BookedCase",
    "BreakGlass",
    "Case",
    "CaseEvent",
    "Clock",
    "ConflictOfInterest",
    "Deadline",
    "DeskCode",
    "Document",
    "Dossier",
    "DossierCount",
    "DossierRule",
    "Evidence",
    "Extension",
    "FollowUp",
    "Form",
    "FormTemplate",
    "GridWord",
    "HelpDraft",
    "HelpMessage",
    "HotlineCall",
    "Instalment",
    "Kind",
    "MandatoryReport",
    "Mediator",
    "Meeting",
    "Order",
    "OrderVisit",
    "Parcel",
    "Partner",
    "Party",
    "Pin",
    "Purpose",
    "Question",
    "Referral",
    "ReferralAnswer",
    "ReferralPhoto",
    "Retention",
    "ReturnCode",
    "Risk",
    "RiskChange",
    "RiskSign",
    "SafeWay",
    "Screening",
    "ScreeningLine",
    "Signature",
    "What",
    "Wish",
    "new_number",
]
