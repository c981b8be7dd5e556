package conformance

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// collationCases is how many pairs of texts are compared under each collation.
const collationCases = 250

// The characters that the texts are made of: letters in all cases and with
// accents, what expands, what is ignored, other scripts, and blanks.
var collationLetters = strings.Split("a,A,b,B,z,Z,s,S,o,n,0,1,9,-,_,.,%, , ,ä,Ä,à,â,å,é,É,è,ß,ẞ,æ,Æ,ø,œ,ñ,ç,Ç,İ,ı,Ş,ş,Σ,σ,ς,Α,α,ж,Ж,Й,й,"+
	"\u0301,\u0308,\u200b,\u00ad,\x01,\t,\u00a0,ﬁ,Ⅷ,①,²,½,ｱ,ア,ァ,か,が,한,글,\u1100,\u1161,中,文,𠀀,😀,😁,🏽,\u0e40,ก,ا,ﷺ,א,ǆ,\u0345,…,\ufffd", ",")

// collationNames are all that a dataset may have, and latin1's and utf8mb3's defaults.
var collationNames = []string{
	"utf8mb4_0900_bin", "utf8mb4_bin", "utf8mb4_0900_ai_ci", "utf8mb4_0900_as_ci", "utf8mb4_0900_as_cs", "utf8mb4_general_ci",
	"utf8mb4_unicode_ci", "utf8mb4_unicode_520_ci", "utf8mb3_general_ci", "latin1_swedish_ci",
}

// Order, equality, LIKE and search under each collation are MySQL's. One
// statement has many cases, as a table that a CTE makes.
func TestCollationsAreMySQLs(t *testing.T) {
	ref, s := theMySQL.get(t), theDemo.get(t)
	mysql, err := ref.Connect()
	if err != nil {
		t.Fatal(err)
	}
	defer mysql.Close()
	nanohouse := connect(t, s, "admin")
	for i, name := range collationNames {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			for range collationCases / 25 {
				sql := collationStatement(r, name, 25)
				want, got := collationRows(t, mysql, sql), collationRows(t, nanohouse, sql)
				for i := range want {
					if i >= len(got) || want[i] != got[i] {
						t.Fatalf("row %d: MySQL gives %s\n%s\nof %s", i, want[i], strings.Join(got, "\n"), sql)
					}
				}
			}
		})
	}
}

// collationStatement compares n pairs of texts, each written as its bytes.
func collationStatement(r *rand.Rand, name string, n int) string {
	set, _, _ := strings.Cut(name, "_")
	text := func(s string) string { return fmt.Sprintf("CONVERT(_utf8mb4 x'%x' USING %s) COLLATE %s", s, set, name) }
	var rows []string
	for i := range n {
		a := collationText(r)
		b := collationVariant(r, a)
		rows = append(rows, fmt.Sprintf("SELECT %d AS n, %s AS a, %s AS b, %s AS p", i, text(a), text(b), text(collationVariant(r, b))))
	}
	return "WITH t AS (" + strings.Join(rows, " UNION ALL ") + `) SELECT n, a = b, a < b, STRCMP(a, b), a LIKE p, LOCATE(b, a), FIND_IN_SET(a, CONCAT(b, ',', p)),
		a IN (b, p), HEX(WEIGHT_STRING(a)), DENSE_RANK() OVER (ORDER BY a), COUNT(*) OVER (PARTITION BY b),
		(SELECT COUNT(DISTINCT b) FROM t u WHERE u.a <= t.a) FROM t ORDER BY n`
}

func collationText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString(collationLetters[r.IntN(len(collationLetters))])
	}
	return b.String()
}

// collationVariant is a text that may well be equal, or nearly so.
func collationVariant(r *rand.Rand, s string) string {
	switch r.IntN(8) {
	case 0:
		return strings.ToUpper(s)
	case 1:
		return strings.ToLower(s)
	case 2:
		return s + strings.Repeat(" ", r.IntN(3))
	case 3:
		return s + collationLetters[r.IntN(len(collationLetters))]
	case 4:
		return strings.NewReplacer("ä", "a", "é", "e", "ß", "ss", "æ", "ae", "ﬁ", "fi").Replace(s)
	case 5:
		return "%" + s
	case 6:
		return s + "_"
	}
	return collationText(r)
}

func collationRows(t *testing.T, c *Conn, sql string) []string {
	t.Helper()
	res, err := c.Query(sql)
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	var out []string
	for _, row := range res[0].Rows {
		out = append(out, fmt.Sprint(row))
	}
	return out
}
