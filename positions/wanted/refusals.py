"""Why something cannot be asked for or ordered."""

from accounts.refusals import Refusal


class TooManyAsks(Refusal):
    sentence = "您说过的还有 3 样没有回话。等有了回话，再说新的。"


class AskClosed(Refusal):
    sentence = "这一样已经有回话了。看看回话，或者说一样新的。"


class NotACommunity(Refusal):
    sentence = "请先选您的社区，再说想要什么。"


class FirstStays(Refusal):
    sentence = "这是您第一个说的，已经有邻居跟着说了，就留给大家。"


class SiteElsewhere(Refusal):
    sentence = "这个阵地不在说想要的社区。请选这个社区的阵地。"


class TitleTaken(Refusal):
    sentence = "这个阵地已经有同名的服务了。请换一个名称，或者请大家去约那一个。"


class OrderClosed(Refusal):
    sentence = "这张点单已经有结果了。要改日子，请先取消那一场，再点一次。"


class TooSoon(Refusal):
    sentence = "日子太近了，提供方来不及准备。请选晚一点的日子。"


class NotForHere(Refusal):
    sentence = "这一项不送到这个阵地。请看看别的服务。"


class TeacherBusy(Refusal):
    sentence = "提供方那个时间已经排了别处，路上也要时间。请换一个时间。"


class NotOverYet(Refusal):
    sentence = "这一场还没有办完。办完了再评价。"
