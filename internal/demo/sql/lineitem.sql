-- One file a year of order date. Eight of each 32 order keys are used, as in TPC-H.
COPY (
  WITH o AS (
    SELECT n // 8 * 32 + n % 8 + 1 AS o FROM range(${orders}) t(n)
  ), lines AS (
    SELECT o, i, o * 8 + i AS l, order_date(o) AS day, is_bulk(o) AS bulk
    FROM (SELECT o, unnest(range(1, lines_of(o) + 1)) AS i FROM o WHERE year(order_date(o)) = ${year})
  ), picked AS (
    SELECT o, i, l, day, 1 + r(l, 1, ${parts}) AS part,
      CASE WHEN bulk THEN 41 + r(l, 2, 10) ELSE 1 + r(l, 2, 50) END AS quantity,
      day + (1 + r(l, 3, 121))::INTEGER AS shipped
    FROM lines
  ), dated AS (
    SELECT *, shipped + (1 + r(l, 4, 30))::INTEGER AS received FROM picked
  )
  SELECT o AS l_orderkey, part AS l_partkey, supplier_of(part, r(l, 5, 4)) AS l_suppkey, i::INTEGER AS l_linenumber,
    quantity::DECIMAL(15,2) AS l_quantity,
    cents(quantity * retail_cents(part)) AS l_extendedprice,
    cents(r(l, 6, 11)) AS l_discount,
    cents(r(l, 7, 9)) AS l_tax,
    CASE WHEN received > DATE '1995-06-17' THEN 'N' WHEN r(l, 8, 2) = 0 THEN 'R' ELSE 'A' END AS l_returnflag,
    CASE WHEN shipped > DATE '1995-06-17' THEN 'O' ELSE 'F' END AS l_linestatus,
    shipped AS l_shipdate,
    day + (30 + r(l, 9, 61))::INTEGER AS l_commitdate,
    received AS l_receiptdate,
    word('DELIVER IN PERSON,COLLECT COD,NONE,TAKE BACK RETURN', 4, l, 10) AS l_shipinstruct,
    word('REG AIR,AIR,RAIL,SHIP,TRUCK,MAIL,FOB', 7, l, 11) AS l_shipmode,
    concat(adverb(l, 12), ' ', adjective(l, 13), ' ', noun(l, 14)) AS l_comment
  FROM dated
) TO '${data}/sales/lineitem/lineitem-${year}.parquet' (FORMAT parquet, COMPRESSION zstd)
