"""PyMySQL against the server; prints ["check", value] lines."""
import datetime
import decimal
import json
import os
import threading
import time

import pymysql
import pymysql.cursors

HOST, PORT = os.environ["NH_HOST"], int(os.environ["NH_PORT"])
SQL = json.loads(os.environ["NH_STATEMENTS"])


def say(check, value):
    print(json.dumps([check, value]), flush=True)


def connect(user="admin", password=None, **kw):
    kw.setdefault("ssl", {"check_hostname": False, "verify_mode": False})
    return pymysql.connect(host=HOST, port=PORT, user=user, password=user if password is None else password, **kw)


def text(v):
    if v is None or isinstance(v, str):
        return v
    if isinstance(v, (bytes, bytearray)):
        return v.hex().upper()
    if isinstance(v, decimal.Decimal):
        return format(v, "f")
    if isinstance(v, datetime.timedelta):
        us = v // datetime.timedelta(microseconds=1)
        return "%02d:%02d:%02d.%06d" % (us // 3600000000, us // 60000000 % 60, us // 1000000 % 60, us % 1000000)
    return str(v)


def error(check, con, sql):
    try:
        with con.cursor() as cur:
            cur.execute(sql)
            cur.fetchall()
        say(check, "no error")
    except pymysql.MySQLError as e:
        say(check, str(e.args[0]))


def refused(check, **kw):
    try:
        connect(**kw).close()
        say(check, "connected")
    except pymysql.MySQLError as e:
        say(check, str(e.args[0]))


con = connect()
cur = con.cursor()
say("tls", "yes" if type(con._sock).__name__ == "SSLSocket" else "no")
for name in ("types", "databases", "tables", "columns"):
    cur.execute(SQL[name])
    say(name, [[text(v) for v in row] for row in cur.fetchall()])
cur.execute("SELECT id FROM lab.types WHERE `at` = %s AND clock = %s AND day = %s AND price = %s AND bin = %s", (
    datetime.datetime(2024, 2, 29, 13, 14, 15, 16), datetime.timedelta(hours=1, minutes=2, seconds=3, microseconds=4),
    datetime.date(2024, 2, 29), decimal.Decimal("12.34"), b"\x00\x01\xff"))
say("parameters", [[text(v) for v in row] for row in cur.fetchall()])
for name, sql in SQL["errors"].items():
    error("error " + name, con, sql)
intern = connect("intern")
error("error denied", intern, "SELECT c_name FROM crm.customer")
refused("wrong password", user="admin", password="wrong")
refused("unknown user", user="nobody", password="wrong")
refused("no tls", user="admin", ssl=None, ssl_disabled=True)

cur.execute("SET SESSION max_execution_time = 300")
error("time limit", con, SQL["endless"])
cur.execute("SET SESSION max_execution_time = 0")

victim = connect()
killer = threading.Timer(0.5, lambda: cur.execute("KILL QUERY %d" % victim.thread_id()))
killer.start()
error("kill query", victim, SQL["endless"])
killer.join()
victim.ping(reconnect=False)
say("alive after kill", "yes")

con.autocommit(False)
con.begin()
cur.execute("SAVEPOINT a")
cur.execute("ROLLBACK TO SAVEPOINT a")
cur.execute("RELEASE SAVEPOINT a")
con.commit()
con.rollback()
con.autocommit(True)
say("autocommit", str(con.get_autocommit()))

multi = connect(client_flag=pymysql.constants.CLIENT.MULTI_STATEMENTS)
mcur = multi.cursor()
mcur.execute("SELECT 1; SELECT 2, 3; SELECT 4")
got = [mcur.fetchall()]
while mcur.nextset():
    got.append(mcur.fetchall())
say("multi", [[str(v) for v in rows[0]] for rows in got])

stream = connect(cursorclass=pymysql.cursors.SSCursor)
scur = stream.cursor()
scur.execute(SQL["million"])
n = total = 0
while True:
    rows = scur.fetchmany(10000)
    if not rows:
        break
    n += len(rows)
    total += sum(r[0] for r in rows)
say("million", [str(n), str(total)])
for c in (con, intern, victim, multi, stream):
    c.close()
