-- Totals and states come from the year's lines. o_region is not TPC-H's: it is the
-- region of the customer, which the demo's row policy for orders speaks about.
COPY (
  WITH sums AS (
    SELECT l_orderkey AS o,
      sum(l_extendedprice * (1 + l_tax) * (1 - l_discount))::DECIMAL(15,2) AS total,
      min(l_linestatus) AS least, max(l_linestatus) AS most
    FROM read_parquet('${data}/sales/lineitem/lineitem-${year}.parquet') GROUP BY l_orderkey
  )
  SELECT o AS o_orderkey, customer_of(o) AS o_custkey,
    CASE WHEN least = most THEN least ELSE 'P' END AS o_orderstatus,
    total AS o_totalprice,
    order_date(o) AS o_orderdate,
    word('1-URGENT,2-HIGH,3-MEDIUM,4-NOT SPECIFIED,5-LOW', 5, o, 91) AS o_orderpriority,
    format('Clerk#{:09d}', 1 + r(o, 92, ${clerks})) AS o_clerk,
    0::INTEGER AS o_shippriority,
    CASE WHEN r(o, 93, 100) = 0 THEN concat(adverb(o, 94), ' special ', noun(o, 95), ' ', adverb(o, 96), ' requests')
      ELSE concat(sentence(o, 94), ' ', adverb(o, 98)) END AS o_comment,
    (['AFRICA', 'AMERICA', 'AMERICA', 'AMERICA', 'MIDDLE EAST', 'AFRICA', 'EUROPE', 'EUROPE', 'ASIA', 'ASIA', 'MIDDLE EAST',
      'MIDDLE EAST', 'ASIA', 'MIDDLE EAST', 'AFRICA', 'AFRICA', 'AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST', 'ASIA',
      'EUROPE', 'EUROPE', 'AMERICA'])[nation_of_customer(customer_of(o)) + 1] AS o_region
  FROM sums ORDER BY o
) TO '${data}/sales/orders/orders-${year}.parquet' (FORMAT parquet, COMPRESSION zstd)
