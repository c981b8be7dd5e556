COPY (
  SELECT k AS ps_partkey,
    supplier_of(k, i) AS ps_suppkey,
    (1 + r(k * 4 + i, 71, 9999))::INTEGER AS ps_availqty,
    cents(100 + r(k * 4 + i, 72, 99901)) AS ps_supplycost,
    concat(sentence(k * 4 + i, 73), ' ', sentence(k * 4 + i, 77)) AS ps_comment
  FROM (SELECT n // 4 + 1 AS k, n % 4 AS i FROM range(${parts} * 4) t(n))
) TO '${data}/supply/partsupp/partsupp.parquet' (FORMAT parquet, COMPRESSION zstd)
