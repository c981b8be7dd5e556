-- A name is five of TPC-H's 92 colours, no two alike: each comes from a fifth of the list.
COPY (
  WITH colours AS MATERIALIZED (
    SELECT ['almond', 'antique', 'aquamarine', 'azure', 'beige', 'bisque', 'black', 'blanched', 'blue', 'blush', 'brown',
      'burlywood', 'burnished', 'chartreuse', 'chiffon', 'chocolate', 'coral', 'cornflower', 'cornsilk', 'cream', 'cyan',
      'dark', 'deep', 'dim', 'dodger', 'drab', 'firebrick', 'floral', 'forest', 'frosted', 'gainsboro', 'ghost',
      'goldenrod', 'green', 'grey', 'honeydew', 'hot', 'indian', 'ivory', 'khaki', 'lace', 'lavender', 'lawn', 'lemon',
      'light', 'lime', 'linen', 'magenta', 'maroon', 'medium', 'metallic', 'midnight', 'mint', 'misty', 'moccasin',
      'navajo', 'navy', 'olive', 'orange', 'orchid', 'pale', 'papaya', 'peach', 'peru', 'pink', 'plum', 'powder', 'puff',
      'purple', 'red', 'rose', 'rosy', 'royal', 'saddle', 'salmon', 'sandy', 'seashell', 'sienna', 'sky', 'slate',
      'smoke', 'snow', 'spring', 'steel', 'tan', 'thistle', 'tomato', 'turquoise', 'violet', 'wheat', 'white',
      'yellow'] AS c
  ), picked AS (
    SELECT k, r(k, 51, 5) AS turn, c FROM range(1, ${parts} + 1) t(k), colours
  )
  SELECT k AS p_partkey,
    concat_ws(' ',
      c[(0 + turn) % 5 + 5 * r(k, 52, 18) + 1], c[(1 + turn) % 5 + 5 * r(k, 53, 18) + 1],
      c[(2 + turn) % 5 + 5 * r(k, 54, 18) + 1], c[(3 + turn) % 5 + 5 * r(k, 55, 18) + 1],
      c[(4 + turn) % 5 + 5 * r(k, 56, 18) + 1]) AS p_name,
    format('Manufacturer#{}', r(k, 57, 5) + 1) AS p_mfgr,
    format('Brand#{}{}', r(k, 57, 5) + 1, r(k, 58, 5) + 1) AS p_brand,
    concat(word('STANDARD,SMALL,MEDIUM,LARGE,ECONOMY,PROMO', 6, k, 59), ' ',
      word('ANODIZED,BURNISHED,PLATED,POLISHED,BRUSHED', 5, k, 60), ' ',
      word('TIN,NICKEL,BRASS,STEEL,COPPER', 5, k, 61)) AS p_type,
    (1 + r(k, 62, 50))::INTEGER AS p_size,
    concat(word('SM,LG,MED,JUMBO,WRAP', 5, k, 63), ' ',
      word('CASE,BOX,BAG,JAR,PKG,PACK,CAN,DRUM', 8, k, 64)) AS p_container,
    cents(retail_cents(k)) AS p_retailprice,
    concat(adjective(k, 65), ' ', noun(k, 66)) AS p_comment
  FROM picked ORDER BY k
) TO '${data}/supply/part/part.parquet' (FORMAT parquet, COMPRESSION zstd)
