"""Why a step of a draw is not taken."""

from accounts.refusals import Refusal


class DrawRefused(Refusal):
    sentence = "抽签现在到不了这一步。请刷新页面，看看现在的样子再办。"


class DrawNotOpen(DrawRefused):
    sentence = "这个抽签现在不收报名。请看页面上写的时间。"


class DrawOver(DrawRefused):
    sentence = "报名已经截止，名单锁上了。有了位子又没人要，会按候补的顺序补。"


class AlreadyEntered(DrawRefused):
    sentence = "这个孩子已经在这次抽签里了，一个孩子只有一个号。"


class NotInDraw(DrawRefused):
    sentence = "这个号已经撤回，或者已经抽过了，不用再办。"


class DrawUnfit(DrawRefused):
    """The draw cannot be announced as it is written."""

    sentence = "这个抽签还不能公布。请看看时间和名额。"


class LotteryUnclear(DrawRefused):
    sentence = "两次写的开奖号不一样。请对着开奖公告再写一次。"


class TooEarly(DrawRefused):
    sentence = "还没到时间。请看页面上写的时间。"


class NumberIsOut(DrawRefused):
    sentence = "开奖号已经出来了，不能再说不抽。请照公布过的办法抽完。"
