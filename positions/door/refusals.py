"""Why something cannot be done at the door. The sentence says what happened and what to do instead."""

from accounts.refusals import Refusal


class DoorRefused(Refusal):
    sentence = "门口现在不能这样办。请看名单上的说明，或打电话给负责人。"


class MustNotFetch(DoorRefused):
    """The person stands on the list of those who may never fetch this child."""

    sentence = "这个人不能接。孩子留在里面，打电话给监护人。"


class NotListed(DoorRefused):
    """The person is not on the child's list."""

    sentence = "这个人不在能接的名单上。孩子留在里面，先打电话给监护人，当场同意了才行。"


class NotAlone(DoorRefused):
    sentence = "监护人没有说过可以自己回家。请选是谁来接，或打电话给监护人。"


class NotOver(DoorRefused):
    sentence = "这一场还没结束，缺席要等结束以后再记。"


class NobodyCame(DoorRefused):
    sentence = "这一场没有人签到。先问清楚：真的没人来，还是忘了签？忘了签，请补录纸质名单。"


class UndoTooLate(DoorRefused):
    sentence = "记下缺席已经过了一天，不能整场撤回。谁其实来了，请在补录里写上。"


class StillHere(DoorRefused):
    sentence = "还有孩子没接走，门先不能关。"


class WrongTime(DoorRefused):
    sentence = "时间对不上这一场。请对着纸质名单再看一次。"


class NotWalkIn(DoorRefused):
    sentence = "这门课要记名字，不能只记人数。请用“没约的来了”。"
