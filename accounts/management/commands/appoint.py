"""Give the first Posts: nobody else can appoint the first system administrator."""

import re

from django.core.management.base import BaseCommand, CommandError

from accounts import posts, text
from accounts.models import Area, User
from accounts.refusals import Refusal
from accounts.roles import Role


class Command(BaseCommand):
    help = "在服务器上任命一个人，例如第一位系统管理员：manage.py appoint 13812341234 system_admin 350500000000"

    def add_arguments(self, parser):
        parser.add_argument("phone", help="手机号；还没有账号就新建一个")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("area", help="12 位区划代码")
        parser.add_argument("--name", default="", help="姓名，新建账号时用")

    def handle(self, *, phone, role, area, name, **options):
        digits = re.fullmatch(r"(?:\+?86)?(1[3-9]\d{9})", text.squeeze(phone), re.ASCII)
        if not digits:
            raise CommandError("手机号要 11 位数字，以 1 开头。")
        place = Area.objects.open().filter(pk=text.squeeze(area)).first()
        if place is None:
            raise CommandError(f"没有区划 {area}。先用 manage.py loadareas 导入区划表。")
        number = f"+86{digits[1]}"
        user = User.objects.filter(phone=number).first() or User.objects.create_user(number, name=text.person_name(name))
        try:
            post = posts.appoint(user=user, role=Role(role), by=None, area=place)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"任职 #{post.pk}：{post.get_role_display()}，{place}，从 {post.since} 起。登录后先绑定验证器或通行密钥，才能进工作台。")
