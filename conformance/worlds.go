package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// otherWorlds is, for each restricted user, DuckDB SQL that changes datasets
// only where that user cannot see it: raw values under a mask, denied columns,
// and rows that a filter hides. {t} is the present file.
var otherWorlds = map[string]map[string]string{
	"analyst": {
		"crm.customer":    "SELECT * REPLACE (" + otherCustomer + ") FROM {t}",
		"supply.supplier": "SELECT * REPLACE (" + otherBalance("s_acctbal", "s_suppkey") + ") FROM {t}",
		"lab.secrets":     "SELECT * REPLACE (" + otherSecrets + ", " + otherNote("analyst") + ") FROM {t}",
	},
	"analyst_eu": {
		"crm.customer": `SELECT * REPLACE (` + otherCustomer + `) FROM {t} WHERE ` + european + `
			UNION ALL SELECT * REPLACE (c_custkey + 100000 AS c_custkey, 'Other#' || c_custkey AS c_name, (c_nationkey + 0)::INTEGER AS c_nationkey,
				'x' AS c_comment, 'FURNITURE' AS c_mktsegment) FROM {t} WHERE NOT ` + european + ` AND c_custkey % 3 <> 0
			UNION ALL SELECT * REPLACE (-c_custkey AS c_custkey, 'not a number' AS c_name) FROM {t} WHERE NOT ` + european + ` AND c_custkey % 5 = 0`,
		"sales.orders": `SELECT * FROM {t} WHERE o_region = 'EUROPE'
			UNION ALL SELECT * REPLACE (-o_orderkey AS o_orderkey, 1.23::DECIMAL(15,2) AS o_totalprice, DATE '1971-01-01' AS o_orderdate, 'Z' AS o_orderstatus)
				FROM {t} WHERE o_region <> 'EUROPE' AND o_orderkey % 3 = 0`,
		"supply.supplier": "SELECT * REPLACE (" + otherBalance("s_acctbal", "s_suppkey") + ") FROM {t}",
		"lab.secrets": `SELECT * REPLACE (` + otherSecrets + `, ` + otherNote("analyst_eu") + `) FROM {t} WHERE owner = 'analyst_eu' OR visits = 12
			UNION ALL SELECT * REPLACE (id + 1000 AS id, 'somebody' AS owner, 7 AS visits, 'x' AS note) FROM {t} WHERE NOT (owner = 'analyst_eu' OR visits = 12) AND id % 2 = 0`,
	},
	"intern": {
		"crm.customer": `SELECT * REPLACE ('Somebody ' || hash(c_custkey) % 1000 AS c_name, 'elsewhere' AS c_address, '00' AS c_phone,
			(c_acctbal * -3)::DECIMAL(15,2) AS c_acctbal) FROM {t}`,
		"sales.orders":    "SELECT * REPLACE (o_orderkey::DECIMAL(15,2) AS o_totalprice) FROM {t}",
		"sales.lineitem":  "SELECT * REPLACE (l_partkey::DECIMAL(15,2) AS l_extendedprice) FROM {t}",
		"supply.part":     "SELECT * REPLACE (1::DECIMAL(15,2) AS p_retailprice) FROM {t}",
		"supply.partsupp": "SELECT * REPLACE (-5::DECIMAL(15,2) AS ps_supplycost) FROM {t}",
		"supply.supplier": "SELECT * REPLACE (s_suppkey::DECIMAL(15,2) AS s_acctbal) FROM {t}",
		"lab.secrets":     "SELECT * REPLACE (NULL::VARCHAR AS ssn, 'other' AS token, md5(id::VARCHAR) AS secret) FROM {t}",
	},
}

const european = "c_nationkey IN (6, 7, 19, 22, 23)"

// What stays is what the mask shows: two digits at each end, and the balance to the hundred.
var otherCustomer = `left(c_phone, 2) || CASE WHEN c_custkey % 2 = 0 THEN '-1-' ELSE '-777-888-' END || right(c_phone, 2) AS c_phone,
	'Nowhere ' || c_custkey AS c_address, ` + otherBalance("c_acctbal", "c_custkey")

func otherBalance(col, key string) string {
	return fmt.Sprintf("(round(%[1]s, -2) + ((hash(%[2]s) %% 9900)::INTEGER - 4950) / 100)::DECIMAL(15,2) AS %[1]s", col, key)
}

const otherSecrets = `CASE WHEN ssn IS NOT NULL THEN '00-' || id || '-' || right(ssn, 4) END AS ssn,
	left(email, 1) || 'other.' || id || '@' || split_part(email, '@', 2) AS email,
	make_date(year(born), 1 + (id % 12)::BIGINT, 1 + (id % 28)::BIGINT) AS born,
	make_date(year(paid), month(paid), 1 + (id % 28)::BIGINT) AS paid,
	(round(pay, -3) + (hash(id) % 90000)::INTEGER / 100 - 450)::DECIMAL(12,2) AS pay,
	CASE WHEN id % 3 = 0 THEN NULL ELSE id * 17 END AS points,
	CASE WHEN id % 2 = 0 THEN NULL ELSE -1.5 END AS weight, 'nothing today' AS diary, id::VARCHAR AS secret`

func otherNote(user string) string {
	return fmt.Sprintf("CASE WHEN owner = '%s' THEN note ELSE 'another note' END AS note", user)
}

// MakeOtherWorld copies a mesh and changes in the copy what the user cannot see.
func MakeOtherWorld(mesh, to, user string, o *Oracle) error {
	if err := CopyMesh(mesh, to); err != nil {
		return err
	}
	sets, err := Datasets(to)
	if err != nil {
		return err
	}
	for name, query := range otherWorlds[user] {
		d, err := find(sets, name)
		if err != nil {
			return err
		}
		if err := o.RewriteParquet(d, query); err != nil {
			return err
		}
	}
	return nil
}

// MakeMasked copies a mesh and writes into the copy's files what the user sees,
// under a policy that masks and filters nothing. hashes are the user's values of
// columns with a keyed hash, by domain.table.column and key.
func MakeMasked(mesh, to, user string, cases []Case, hashes map[string][][]Value, o *Oracle) error {
	if err := CopyMesh(mesh, to); err != nil {
		return err
	}
	sets, err := Datasets(to)
	if err != nil {
		return err
	}
	var deny strings.Builder
	done := map[string]bool{}
	for _, c := range cases {
		sees := c.Principals[user]
		d, err := find(sets, c.Dataset)
		if err != nil {
			return err
		}
		for _, col := range sees.Denied {
			fmt.Fprintf(&deny, "p, %s, %s, %s.%s, select, deny\n", user, d.Domain, d.Name, col)
		}
		if done[d.Files] || len(sees.Masked) == 0 && sees.Rows == "" {
			continue // two versions share their files
		}
		done[d.Files] = true
		if err := o.RewriteParquet(d, maskedRows(c, d, sees, hashes)); err != nil {
			return err
		}
	}
	if err := dropRequired(to); err != nil {
		return err
	}
	rules := fmt.Sprintf("p, %[1]s, *, *, select, allow\np2, 1, %[1]s, *, *, none\n", user)
	return ReplaceFile(filepath.Join(to, "policy", "policy.csv"), rules+uniqueLines(deny.String()))
}

// maskedRows is DuckDB SQL that masks by physical names.
func maskedRows(c Case, d Dataset, sees Sees, hashes map[string][][]Value) string {
	var repl []string
	for _, col := range d.Columns {
		expr, ok := sees.Masked[col.Name]
		if !ok {
			continue
		}
		if expr == keyedHash {
			expr = "CASE " + c.Key
			for _, row := range hashes[c.Dataset+"."+col.Name] {
				if !row[1].Null {
					expr += fmt.Sprintf(" WHEN %s THEN %s", row[0].Text, quoteSQL(row[1].Text))
				}
			}
			expr += " END"
		}
		repl = append(repl, fmt.Sprintf("(%s)::%s AS %q", expr, duckType(col.Type), col.Physical))
	}
	sql := "SELECT *"
	if len(repl) > 0 {
		sql += " REPLACE (" + strings.Join(repl, ", ") + ")"
	}
	sql += " FROM {t}"
	if sees.Rows != "" {
		sql += " WHERE " + sees.Rows
	}
	return sql
}

var required = regexp.MustCompile(`(?m)^\s+required: true\n`)

// dropRequired lets masked columns be NULL.
func dropRequired(mesh string) error {
	files, err := filepath.Glob(filepath.Join(mesh, "domains", "*", "*.odcs.yaml"))
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		if err := os.WriteFile(f, required.ReplaceAll(text, nil), 0o644); err != nil {
			return err
		}
	}
	return err
}

func uniqueLines(s string) string {
	seen := map[string]bool{}
	var out strings.Builder
	for _, l := range strings.SplitAfter(s, "\n") {
		if !seen[l] {
			seen[l] = true
			out.WriteString(l)
		}
	}
	return out.String()
}
