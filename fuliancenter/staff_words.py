"""Chinese for the sentences that Django's JavaScript catalogue leaves in English (zh_Hans, 5.2)."""

from django.views.i18n import JavaScriptCatalog

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
WORDS = {
    'Choose %s by selecting them and then select the "Choose" arrow button.': "点中要选的%s，再按箭头移过去。",
    'Remove %s by selecting them and then select the "Remove" arrow button.': "点中不要的%s，再按箭头移回来。",
    "Choose all %s": "全选%s",
    "Remove all %s": "清空%s",
    "Choose selected %s": "选上点中的%s",
    "Remove selected %s": "去掉点中的%s",
    "Available %s": "可选的%s",
    "Chosen %s": "已选的%s",
    "Filter": "输字查找",
    "(click to clear)": "（点这里看全部）",
    "Type into this box to filter down the list of available %s.": "输字查找可选的%s",
    "Type into this box to filter down the list of selected %s.": "输字查找已选的%s",
    "%(sel)s of %(cnt)s selected": ["共 %(cnt)s 条，勾了 %(sel)s 条"],
    "%s selected option not visible": ["%s 项已选但没显示"],
    **{f"one letter {day}\x04{letter}": word for day, letter, word in zip(DAYS, "SMTWTFS", "日一二三四五六", strict=True)},
}


class StaffCatalog(JavaScriptCatalog):
    def get_catalog(self):
        return {**super().get_catalog(), **WORDS}
