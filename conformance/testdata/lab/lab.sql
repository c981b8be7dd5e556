COPY (SELECT * REPLACE (huge::DECIMAL(38,0) AS huge) FROM (VALUES
  (1, true, 1::TINYINT, 2::SMALLINT, 3::INTEGER, 4::BIGINT, 5::UTINYINT, 6::USMALLINT, 7::UINTEGER, 8::UBIGINT, '9',
   12.3400::DECIMAL(18,4), 1.5::DECIMAL(38,10), 1.5::FLOAT, 2.5::DOUBLE, 'plain', 'abc', DATE '2024-02-29', TIMESTAMP '2024-02-29 13:14:15.000016',
   TIMESTAMPTZ '2024-07-01 12:00:00.000001+00', TIME '01:02:03.000004', UUID '0123456e-89ab-4cde-8f01-23456789abcd', '\x00\x01\xFF'::BLOB,
   {'a': 1, 'b': 'x'}, [1, 2, 3], MAP {'k': 1}),
  (2, false, -128, -32768, -2147483648, -9223372036854775808, 0, 0, 0, 0, '-99999999999999999999999999999999999999',
   -99999999999999.9999, -9999999999999999999999999999.9999999999, -3.4e38::FLOAT, -1.7976931348623157e308, '', '', DATE '0001-01-01', TIMESTAMP '1000-01-01 00:00:00',
   TIMESTAMPTZ '1970-01-01 00:00:01+00', TIME '00:00:00', UUID '00000000-0000-0000-0000-000000000000', ''::BLOB,
   {'a': NULL, 'b': ''}, [], MAP {}),
  (3, true, 127, 32767, 2147483647, 9223372036854775807, 255, 65535, 4294967295, 18446744073709551615, '99999999999999999999999999999999999999',
   99999999999999.9999, 9999999999999999999999999999.9999999999, 3.4e38::FLOAT, 1.7976931348623157e308, 'öäü 日本 😀 ''q'' "d" \ tab	end', 'ÄÖÜ😀', DATE '9999-12-31', TIMESTAMP '9999-12-31 23:59:59.999999',
   TIMESTAMPTZ '2038-01-19 03:14:07.999999+00', TIME '23:59:59.999999', UUID 'ffffffff-ffff-ffff-ffff-ffffffffffff', '\xF0\x9F\x98\x80'::BLOB,
   {'a': -7, 'b': 'é"'}, [NULL, 5], MAP {'a': 1, 'b': NULL}),
  (4, false, 0, 0, 0, 0, 0, 0, 0, 0, '0', 0, 0, 0::FLOAT, 0, ' lead and trail ', 'a  ', DATE '1970-01-01', TIMESTAMP '1970-01-01 00:00:00', TIMESTAMPTZ '2000-01-01 00:00:00+00',
   TIME '12:00:00', UUID '6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'text'::BLOB, {'a': 0, 'b': NULL}, [0], MAP {'': 0}),
  (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) t(id, flag, i8, i16, i32, i64, u8, u16, u32, u64, huge, price, wide, f32, f64, txt, short, day, "at", instant, clock, uid, bin, obj, arr, "map")
) TO '{dir}/types/types.parquet' (FORMAT parquet);

COPY (SELECT * FROM (VALUES
  (1, 'Ada', NULL, 'eng', 9000.00::DECIMAL(10,2), DATE '2015-03-01', 9.5::DOUBLE, TIMESTAMP '2024-01-31 23:59:59.5'),
  (2, 'Bob', 1, 'eng', 7000.50, DATE '2016-07-15', 7.25, TIMESTAMP '2024-02-29 00:00:00'),
  (3, 'Cyd', 1, 'ops', 6500.00, DATE '2016-07-15', NULL, NULL),
  (4, 'Dee', 2, 'eng', NULL, DATE '2018-12-31', 8.0, TIMESTAMP '2023-12-31 12:30:00'),
  (5, 'Eve', 2, NULL, 5200.25, NULL, 0.0, TIMESTAMP '2024-03-10 06:07:08'),
  (6, NULL, 3, 'ops', 5200.25, DATE '2020-02-29', -1.5, TIMESTAMP '2024-03-10 06:07:08.000009'),
  (7, 'fay', 3, 'law', 4100.00, DATE '2021-01-01', 7.25, NULL),
  (8, 'Gus', NULL, 'law', 4100.00, DATE '2021-01-04', NULL, TIMESTAMP '2000-01-01 00:00:00'),
  (9, 'ada', 7, 'law', 0.00, DATE '1999-12-31', 1e10, TIMESTAMP '2024-02-28 10:00:00'),
  (10, 'Ada ', 9, '', -20.75, DATE '2024-02-29', 1e-10, TIMESTAMP '2024-06-15 15:16:17.123456'),
  (11, 'Žoë', 9, 'eng', 3333.33, DATE '2022-10-30', 3.0, NULL),
  (12, '', NULL, NULL, NULL, NULL, NULL, NULL)
) t(id, name, boss, dept, salary, hired, score, seen)) TO '{dir}/people/people.parquet' (FORMAT parquet);

COPY (SELECT * FROM (VALUES ('eng', 'Engineering', 100000.00::DECIMAL(12,2)), ('ops', 'Operations', 50000.00), ('law', 'Legal', NULL), ('art', 'Art', 10.00),
  (NULL, 'Nobody''s', 0.00)) t(dept, title, budget)) TO '{dir}/depts/depts.parquet' (FORMAT parquet);

COPY (SELECT i::INTEGER AS id,
    CASE i % 4 WHEN 0 THEN 'analyst' WHEN 1 THEN 'analyst_eu' WHEN 2 THEN 'intern' ELSE 'nobody' END AS owner,
    CASE WHEN i % 10 <> 9 THEN format('{:03d}-{:02d}-{:04d}', 100 + hash(i, 1) % 800, 10 + hash(i, 2) % 90, 1000 + hash(i, 3) % 9000) END AS ssn,
    md5('token' || i) AS token,
    CASE WHEN i % 7 <> 3 THEN format('{}.{}@{}.example', (['ann', 'ben', 'cat', 'dan'])[(hash(i, 4) % 4)::INTEGER + 1], i, (['north', 'south', 'east'])[(hash(i, 5) % 3)::INTEGER + 1]) END AS email,
    DATE '1950-01-01' + (hash(i, 6) % 18000)::INTEGER AS born,
    CASE WHEN i % 5 <> 1 THEN DATE '2020-01-01' + (hash(i, 7) % 1500)::INTEGER END AS paid,
    CASE WHEN i % 11 <> 4 THEN ((hash(i, 8) % 10000000)::BIGINT / 100)::DECIMAL(12,2) END AS pay,
    (hash(i, 9) % 100000)::BIGINT AS points,
    format('note {} of {}', hash(i, 10) % 100000, i) AS note,
    format('dear diary {}', hash(i, 11) % 100000) AS diary,
    format('secret-{}', hash(i, 12) % 1000000) AS secret,
    (i % 13)::INTEGER AS visits,
    40 + (hash(i, 13) % 600)::DOUBLE / 10 AS weight
  FROM range(1, 201) t(i)) TO '{dir}/secrets/secrets.parquet' (FORMAT parquet)
