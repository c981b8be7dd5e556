COPY (
  SELECT k::INTEGER AS r_regionkey,
    (['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'])[k + 1] AS r_name,
    sentence(k, 101) AS r_comment
  FROM range(5) t(k)
) TO '${data}/geo/region/region.parquet' (FORMAT parquet, COMPRESSION zstd)
