"""The nouns of mediation. What was said and who said it lies sealed with a key of the case (`accounts.crypto`)."""

from .agreements import Agreement, Instalment
from .cases import LETTERS, Case, Kind, Risk, RiskSign, new_number
from .contact import SafeWay
from .danger import Alarm, AlarmStep, MandatoryReport, Order, OrderVisit, RiskChange, Wish
from .evidence import Evidence
from .following import FollowUp
from .hers import Binding, DeskCode, Pin, Question
from .hotline import HotlineCall
from .meetings import Meeting
from .papers import Document, Dossier, DossierCount, DossierRule, Form, FormTemplate, Signature
from .parties import Party
from .reading import AccessLog
from .returning import HelpDraft, HelpMessage, ReturnCode
from .roster import ConflictOfInterest, Mediator
from .secrecy import BreakGlass, Retention
from .timeline import CaseEvent

__all__ = [
    "LETTERS",
    "AccessLog",
    "Agreement",
    "Alarm",
    "AlarmStep",
    "Binding",
    "BreakGlass",
    "Case",
    "CaseEvent",
    "ConflictOfInterest",
    "DeskCode",
    "Document",
    "Dossier",
    "DossierCount",
    "DossierRule",
    "Evidence",
    "FollowUp",
    "Form",
    "FormTemplate",
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
    "Party",
    "Pin",
    "Question",
    "Retention",
    "ReturnCode",
    "Risk",
    "RiskChange",
    "RiskSign",
    "SafeWay",
    "Signature",
    "Wish",
    "new_number",
]
