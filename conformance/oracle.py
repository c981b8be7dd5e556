"""Answers requests of the tests with Python's DuckDB: one JSON object a line in, one out.

{"sql": "..."} runs statements and gives the rows of the last one, each value as
MySQL writes it in text, or null. {"error": "..."} tells what DuckDB said.
{"time": "..."} gives the seconds that DuckDB takes to run a statement, without
fetching its rows; {"load": [...], "sessions": n, "seconds": s} runs statements in n
sessions side by side and gives how many ended.
"""
import datetime
import decimal
import json
import sys
import threading
import time
import uuid

import duckdb


def text(v):
    if v is None or isinstance(v, str):
        return v
    if isinstance(v, bool):
        return "1" if v else "0"
    if isinstance(v, float):
        # The exponent tells the tests that the number is not exact.
        s = repr(v)
        return s if "e" in s or "n" in s else s + "e0"
    if isinstance(v, decimal.Decimal):
        return format(v, "f")
    if isinstance(v, datetime.datetime):
        s = v.strftime("%Y-%m-%d %H:%M:%S")
        return s + (".%06d" % v.microsecond if v.microsecond else "")
    if isinstance(v, datetime.timedelta):
        us = v // datetime.timedelta(microseconds=1)
        sign, us = ("-", -us) if us < 0 else ("", us)
        return "%s%02d:%02d:%02d.%06d" % (sign, us // 3600000000, us // 60000000 % 60, us // 1000000 % 60, us % 1000000)
    if isinstance(v, (bytes, bytearray)):
        return v.decode("latin-1")
    if isinstance(v, (dict, list, tuple)):
        return json.dumps(v, default=str)
    return str(v)


def timed(con, sql):
    started = time.perf_counter()
    con.execute(sql)
    return [[repr(time.perf_counter() - started)]]


def load(con, statements, sessions, seconds):
    ended = [0] * sessions
    until = time.perf_counter() + seconds

    def session(i):
        cur, n = con.cursor(), i
        while time.perf_counter() < until:
            cur.execute(statements[n % len(statements)]).fetchall()
            ended[i] += 1
            n += 1

    threads = [threading.Thread(target=session, args=(i,)) for i in range(sessions)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return [[str(sum(ended))]]


def main():
    con = duckdb.connect()
    con.execute("SET threads=2")
    con.execute("SET default_null_order='NULLS_FIRST_ON_ASC_LAST_ON_DESC'")
    for line in sys.stdin:
        try:
            req = json.loads(line)
            if "time" in req:
                out = {"columns": ["seconds"], "rows": timed(con, req["time"])}
            elif "load" in req:
                out = {"columns": ["statements"], "rows": load(con, req["load"], req["sessions"], req["seconds"])}
            else:
                cur = con.execute(req["sql"])
                rows = cur.fetchall() if cur.description else []
                out = {"columns": [d[0] for d in cur.description or []], "rows": [[text(v) for v in r] for r in rows]}
        except Exception as e:  # every failure goes back to the test that asked
            out = {"error": str(e)}
        print(json.dumps(out), flush=True)


main()
