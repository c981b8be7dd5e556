-- What the tables below share. r(key, salt, n) is a whole number in 0..n-1 that
-- depends on the key and the salt alone, so every run makes the same data.
CREATE OR REPLACE MACRO r(key, salt, n) AS (hash(key, salt) % n)::BIGINT;
CREATE OR REPLACE MACRO cents(n) AS (n::DECIMAL(13,0) * 0.01)::DECIMAL(15,2);

-- A part is bought from four suppliers, i in 0..3, spread as TPC-H spreads them.
CREATE OR REPLACE MACRO supplier_of(part, i) AS
  (part + i * (${suppliers} // 4 + ((part - 1) // ${suppliers}) % greatest(1, ${suppliers} // 4))) % ${suppliers} + 1;
CREATE OR REPLACE MACRO retail_cents(part) AS 90000 + (part // 10) % 20001 + 100 * (part % 1000);

-- A third of the customers, every key that 3 divides, never orders.
CREATE OR REPLACE MACRO customer_of(o) AS
  (r(o, 11, ${buyers}) // 2) * 3 + r(o, 11, ${buyers}) % 2 + 1;
CREATE OR REPLACE MACRO nation_of_customer(c) AS r(c, 21, 25)::INTEGER;
CREATE OR REPLACE MACRO order_date(o) AS DATE '1992-01-01' + r(o, 12, 2406)::INTEGER;

-- One order in 2,000 is a bulk order: seven lines of more than 40 pieces each.
CREATE OR REPLACE MACRO is_bulk(o) AS r(o, 13, 2000) = 0;
CREATE OR REPLACE MACRO lines_of(o) AS CASE WHEN is_bulk(o) THEN 7 ELSE 1 + r(o, 14, 7) END;

CREATE OR REPLACE MACRO phone(nation, key) AS
  format('{}-{}-{}-{}', nation + 10, 100 + r(key, 31, 900), 100 + r(key, 32, 900), 1000 + r(key, 33, 9000));
-- word(list, n, key, salt) picks one of the n words of a text with commas: many times
-- faster here than a LIST that the macro would measure with len().
CREATE OR REPLACE MACRO word(list, n, key, salt) AS split_part(list, ',', r(key, salt, n) + 1);
CREATE OR REPLACE MACRO address(key) AS
  concat(1 + r(key, 34, 999), ' ', word('Alder,Birch,Castle,Church,Elm,Harbour,Hazel,Juniper,Mill,Olive,Poplar,Station,Willow', 13, key, 35), ' ',
    word('Avenue,Lane,Road,Square,Street', 5, key, 36), ', floor ', r(key, 37, 30));
CREATE OR REPLACE MACRO adverb(key, salt) AS
  word('quickly,carefully,slyly,blithely,furiously,fluffily,daringly,evenly', 8, key, salt);
CREATE OR REPLACE MACRO adjective(key, salt) AS
  word('final,regular,ironic,express,bold,pending,even,silent,unusual,special,close,quiet', 12, key, salt);
CREATE OR REPLACE MACRO noun(key, salt) AS
  word('packages,deposits,accounts,requests,theodolites,foxes,pinto beans,ideas,platelets,dependencies,excuses,instructions', 12, key, salt);
CREATE OR REPLACE MACRO verb(key, salt) AS
  word('sleep,wake,haggle,nag,cajole,detect,integrate,use,boost,doze,engage,snooze', 12, key, salt);
CREATE OR REPLACE MACRO sentence(key, salt) AS
  concat(adverb(key, salt), ' ', adjective(key, salt + 1), ' ', noun(key, salt + 2), ' ', verb(key, salt + 3))
