COPY (
  SELECT k AS c_custkey,
    format('Customer#{:09d}', k) AS c_name,
    address(k) AS c_address,
    nation_of_customer(k) AS c_nationkey,
    phone(nation_of_customer(k), k) AS c_phone,
    cents(r(k, 81, 1099999) - 99999) AS c_acctbal,
    word('AUTOMOBILE,BUILDING,FURNITURE,MACHINERY,HOUSEHOLD', 5, k, 82) AS c_mktsegment,
    concat(sentence(k, 83), ' ', sentence(k, 87)) AS c_comment
  FROM range(1, ${customers} + 1) t(k)
) TO '${data}/crm/customer/customer.parquet' (FORMAT parquet, COMPRESSION zstd)
