"""A rule says no. Every deed raises a Refusal; str() of it is the sentence that the person reads."""


class Refusal(Exception):
    """A rule of the house forbids this deed; nothing was changed.

    `sentence` says what happened and what to do now. A subclass sets it for all its cases, an instance may be more exact.
    """

    sentence = "现在不能这样办。请看页面上的说明，或打电话给邻里中心。"

    def __init__(self, sentence=""):
        super().__init__(sentence or self.sentence)


class NotAllowed(Refusal):
    """The person has no Post that lets her do this."""

    sentence = "您的岗位不能办这件事。需要的话，请联系您的上级妇联。"
