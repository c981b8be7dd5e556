"""mysql-connector-python's prepared statements against the server; prints ["check", value] lines."""
import datetime
import decimal
import io
import json
import os
import struct

import mysql.connector
from mysql.connector.constants import FieldType

SQL = json.loads(os.environ["NH_STATEMENTS"])


def say(check, value):
    print(json.dumps([check, value]), flush=True)


def text(v, kind):
    if v is None or isinstance(v, str):
        return v
    if isinstance(v, (bytes, bytearray)):
        return v.hex().upper()
    if isinstance(v, decimal.Decimal):
        return format(v, "f")
    if isinstance(v, float) and kind == FieldType.FLOAT:
        return next(s for s in ("%.*g" % (n, v) for n in range(1, 10)) if struct.pack("f", float(s)) == struct.pack("f", v))
    if isinstance(v, datetime.timedelta):
        us = v // datetime.timedelta(microseconds=1)
        return "%02d:%02d:%02d.%06d" % (us // 3600000000, us // 60000000 % 60, us // 1000000 % 60, us % 1000000)
    return str(v)


con = mysql.connector.connect(host=os.environ["NH_HOST"], port=int(os.environ["NH_PORT"]), user="admin", password="admin", use_pure=True)


def rows(sql, params=()):
    cur = con.cursor(prepared=True)
    cur.execute(sql, params)
    kinds = [d[1] for d in cur.description]
    out = [[text(v, k) for v, k in zip(row, kinds)] for row in cur.fetchall()]
    cur.close()
    return out


say("types prepared", rows(SQL["types"]))
say("parameters", rows(
    "SELECT id FROM lab.types WHERE `at` = %s AND clock = %s AND day = %s AND price = %s AND bin = %s AND flag = %s AND f64 = %s AND i64 = %s",
    (datetime.datetime(2024, 2, 29, 13, 14, 15, 16), datetime.timedelta(hours=1, minutes=2, seconds=3, microseconds=4),
     datetime.date(2024, 2, 29), decimal.Decimal("12.34"), b"\x00\x01\xff", True, 2.5, 4)))
say("null parameters", rows("SELECT %s, %s IS NULL, COALESCE(%s, 'none'), COUNT(*) FROM lab.people WHERE dept <=> %s", (None, None, None, None)))
# A stream goes as COM_STMT_SEND_LONG_DATA, in pieces.
long = bytes(range(256)) * 1000
say("long data", rows("SELECT LENGTH(%s), MD5(%s), %s", (io.BytesIO(long), io.BytesIO(long), 7)))

cur = con.cursor(prepared=True)
cur.execute("SELECT %s + 1", (1,))
first = cur.fetchall()
# The same statement with parameters of other types.
cur.execute("SELECT %s + 1", ("2",))
second = cur.fetchall()
cur.execute("SELECT %s + 1", (None,))
say("executed again", [[text(v, None) for v in r] for r in first + second + cur.fetchall()])
for name, sql in SQL["errors"].items():
    try:
        rows(sql)
        say("error " + name, "no error")
    except mysql.connector.Error as e:
        say("error " + name, "%s %s" % (e.errno, e.sqlstate))
con.close()
