// mysql2 for Node against the server; prints ["check", value] lines.
const mysql = require(process.env.NH_NODE_MODULES + '/mysql2/promise');
const plain = require(process.env.NH_NODE_MODULES + '/mysql2');

const SQL = JSON.parse(process.env.NH_STATEMENTS);
const base = {
  host: process.env.NH_HOST, port: Number(process.env.NH_PORT), user: 'admin', password: 'admin',
  ssl: { rejectUnauthorized: false }, dateStrings: true, supportBigNumbers: true, bigNumberStrings: true, multipleStatements: true,
};
const say = (check, value) => console.log(JSON.stringify([check, value]));
const text = (v) => (v === null ? null : Buffer.isBuffer(v) ? v.toString('hex').toUpperCase() : String(v));
const rows = (rs) => rs.map((r) => r.map(text));

// A FLOAT of the binary protocol comes as a double with digits that it does not have.
const FLOAT = 4;
function float(v) {
  for (let digits = 1; v !== null && digits < 9; digits++) {
    const s = v.toPrecision(digits);
    if (Math.fround(Number(s)) === v) return String(Number(s));
  }
  return text(v);
}

async function error(check, run) {
  try {
    await run();
    say(check, 'no error');
  } catch (e) {
    say(check, e.errno === undefined ? String(e) : `${e.errno} ${e.sqlState}`);
  }
}

async function main() {
  const con = await mysql.createConnection({ ...base, rowsAsArray: true });
  say('tls', con.connection.stream.encrypted ? 'yes' : 'no');
  for (const name of ['types', 'databases', 'tables', 'columns']) {
    say(name, rows((await con.query(SQL[name]))[0]));
  }
  const [typed, fields] = await con.execute(SQL.types);
  say('types prepared', typed.map((r) => r.map((v, i) => (fields[i].columnType === FLOAT ? float(v) : text(v)))));
  const params = ['2024-02-29 13:14:15.000016', '01:02:03.000004', '2024-02-29', '12.34', Buffer.from([0, 1, 255])];
  const where = 'SELECT id FROM lab.types WHERE `at` = ? AND clock = ? AND day = ? AND price = ? AND bin = ?';
  say('parameters', rows((await con.execute(where, params))[0]));
  // A Date goes as DATETIME with milliseconds: .004 must not arrive as .4.
  const utc = await mysql.createConnection({ ...base, rowsAsArray: true, timezone: 'Z' });
  say('date parameter', rows((await utc.execute("SELECT CAST(? AS DATETIME(6)) = '2024-02-29 13:14:15.004'", [new Date(Date.UTC(2024, 1, 29, 13, 14, 15, 4))]))[0]));
  await utc.end();
  for (const [name, sql] of Object.entries(SQL.errors)) {
    await error('error ' + name, () => con.query(sql));
    await error('error prepared ' + name, () => con.execute(sql));
  }
  await error('wrong password', () => mysql.createConnection({ ...base, password: 'wrong' }));
  await error('unknown user', () => mysql.createConnection({ ...base, user: 'nobody' }));
  await error('no tls', () => mysql.createConnection({ ...base, ssl: undefined }));

  await con.query('SET SESSION max_execution_time = 300');
  await error('time limit', () => con.query(SQL.endless));
  await con.query('SET SESSION max_execution_time = 0');

  const victim = await mysql.createConnection(base);
  setTimeout(() => con.query('KILL QUERY ' + victim.threadId), 500);
  await error('kill query', () => victim.query(SQL.endless));
  await victim.ping();
  say('alive after kill', 'yes');

  say('multi', (await con.query('SELECT 1; SELECT 2, 3; SELECT 4'))[0].map((r) => r[0].map(String)));
  await con.changeUser({ user: 'analyst', password: 'analyst' });
  say('change user', rows((await con.query('SELECT CURRENT_USER(), (SELECT MAX(c_address) FROM crm.customer)'))[0]));

  const stream = plain.createConnection({ ...base, rowsAsArray: true });
  let n = 0, total = 0n;
  await new Promise((resolve, reject) => {
    stream.query(SQL.million).on('error', reject).on('result', (r) => { n++; total += BigInt(r[0]); }).on('end', resolve);
  });
  say('million', [String(n), String(total)]);
  const pool = mysql.createPool({ ...base, connectionLimit: 4 });
  const sums = await Promise.all(Array.from({ length: 20 }, (_, i) => pool.query('SELECT ? + 1 AS v', [i])));
  say('pool', String(sums.reduce((a, [r]) => a + Number(r[0].v), 0)));
  await pool.end();
  await con.end();
  await victim.end();
  stream.end();
}

main().catch((e) => { console.error(e); process.exit(1); });
