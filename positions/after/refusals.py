"""Why something is not taken down afterwards."""

from accounts.refusals import Refusal


class NotYetRated(Refusal):
    sentence = "来过以后才能评价。要是来了没有签到，请告诉工作人员补上。"


class RatedAlready(Refusal):
    sentence = "这一次您已经评过了，谢谢。想补充，请打电话给邻里中心。"


class RatingOver(Refusal):
    sentence = "过了一个月，这一次不能再评了。下次来过，再说说怎么样。"


class FeedbackChanged(Refusal):
    sentence = "这条评价刚刚有人看过了。请刷新页面，看看现在的样子。"


class NotPublic(Refusal):
    sentence = "这条评价不能公开：没有写话，或者是保密的服务。"


class NotPromised(Refusal):
    sentence = "按页面上写的，这个时间本来就不开门。请看开放时间再来。"
