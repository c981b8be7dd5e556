-- One supplier in 2,000 has complaints and one has recommendations, as TPC-H's query 16 expects.
COPY (
  SELECT k AS s_suppkey,
    format('Supplier#{:09d}', k) AS s_name,
    address(-k) AS s_address,
    r(k, 48, 25)::INTEGER AS s_nationkey,
    phone(r(k, 48, 25), -k) AS s_phone,
    cents(r(k, 42, 1099999) - 99999) AS s_acctbal,
    CASE k % 2000
      WHEN 7 THEN concat(adverb(k, 43), ' Customer ', adjective(k, 44), ' Complaints ', verb(k, 45))
      WHEN 8 THEN concat(adverb(k, 43), ' Customer ', adjective(k, 44), ' Recommends ', verb(k, 45))
      ELSE sentence(k, 43) END AS s_comment
  FROM range(1, ${suppliers} + 1) t(k)
) TO '${data}/supply/supplier/supplier.parquet' (FORMAT parquet, COMPRESSION zstd)
