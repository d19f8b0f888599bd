"""How names and numbers are shown to those who need not know them whole (DOMAIN section 7)."""

COMPOUND = ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "夏侯")


def phone(number):
    """+8613812341234 → 138****1234; of an account without a number, in words."""
    if number.startswith(("kept-", "gone-")):
        return "没有手机" if number.startswith("kept-") else "已注销"
    digits = number[-11:]
    return f"{digits[:3]}****{digits[-4:]}"


def name(full):
    """张三 → 张*, 张小三 → 张*三, 欧阳小三 → 欧阳*三; empty stays empty."""
    family = 2 if full[:2] in COMPOUND and len(full) > 2 else 1
    if len(full) <= family + 1:
        return full[:family] + "*" * (len(full) - family)
    return full[:family] + "*" * (len(full) - family - 1) + full[-1]


def id_number(text):
    """35050219900101123X → 350***********123X."""
    return text[:3] + "*" * (len(text) - 7) + text[-4:]
