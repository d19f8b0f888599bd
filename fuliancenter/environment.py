"""Read the settings from the environment; a wrong value stops the start with a sentence."""

import base64
import binascii
import sys

from environs import Env, EnvError

env = Env()


def stop(sentence):
    """End the start with one sentence on standard error, no traceback."""
    sys.exit(f"启动停止：{sentence}")


def read(reader, name, default=..., **kwargs):
    """Return reader(name) or stop: `read(env.bool, "DEBUG", False)`."""
    try:
        return reader(name, **kwargs) if default is ... else reader(name, default, **kwargs)
    except EnvError as error:
        reason = "没有设置" if "not set" in str(error) else "的值看不懂"
        stop(f"环境变量 {name} {reason}（{error}）。写法见 docs/settings.md。")


def read_choice(name, choices, default):
    """Return the value of NAME, one of `choices`, or stop."""
    value = read(env.str, name, default)
    if value not in choices:
        stop(f"环境变量 {name} 只能是 {'、'.join(choices)}，现在是 {value!r}。")
    return value


def read_key_ring(name):
    """Return {key id: 32 bytes}, newest first, from "id:base64,id:base64"."""
    ring = {}
    for part in read(env.list, name):
        key_id, _, text = part.strip().partition(":")
        try:
            key = base64.b64decode(text, validate=True)
        except binascii.Error:
            key = b""
        if not key_id or len(key) != 32:
            stop(f"环境变量 {name} 里的密钥要写成 名字:base64（32 字节）。用 script/newkey 生成一个。")
        ring[key_id] = key
    if not ring:
        stop(f"环境变量 {name} 里一个密钥也没有。用 script/newkey 生成一个。")
    return ring
