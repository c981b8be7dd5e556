package conformance

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Attack is a family of statements that try to get at what policy hides.
type Attack struct {
	ID, What, User string
	// Must is the outcome that is required of each statement:
	//   M            it succeeds, and only masked values are seen
	//   M or 1235,…  the same, or one of these errors
	//   D 1143,…     one of these errors
	//   N            nothing of what is hidden is seen, whether it succeeds or not
	Must string
	// Session runs the statements one after the other on a connection of their own.
	Session bool
	// Multi says that a text holds several statements, the last of which counts.
	Multi bool
	// Fails are the statements that Must speaks of, when it is not all.
	Fails      []int
	Statements []string
}

// ReadAttacks reads all families.
func ReadAttacks() ([]Attack, error) {
	files, err := filepath.Glob(filepath.Join(Root(), "conformance", "attacks", "*.yaml"))
	if err != nil {
		return nil, err
	}
	var out []Attack
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		var part []Attack
		if err := yaml.Unmarshal(text, &part); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		out = append(out, part...)
	}
	return out, nil
}

// Allows says why an outcome is not the required one; empty means that it is.
func (a Attack) Allows(i int, err error) string {
	n := Errno(err)
	if n < 0 {
		return fmt.Sprintf("the connection broke: %v", err)
	}
	if len(a.Fails) > 0 && !slices.Contains(a.Fails, i) {
		return ""
	}
	kind, rest, _ := strings.Cut(strings.Replace(a.Must, " or ", " ", 1), " ")
	switch {
	case n == 0 && kind == "D":
		return "it succeeded, and must fail with " + rest
	case n == 0 || kind == "N":
		return ""
	}
	for _, f := range strings.Split(rest, ",") {
		if f == strconv.Itoa(n) {
			return ""
		}
	}
	return fmt.Sprintf("%v; must be %s", err, a.Must)
}

// engineText are words that only the engine, its files or our own code would write.
var engineText = regexp.MustCompile(`(?i)duckdb|read_parquet|\.parquet'|binder error|catalog error|parser error|conversion error|invalid input error|` +
	`io error|out of range error|could not convert|candidate functions|LINE 1:|goroutine|panic|runtime error|interface conversion|/tmp/|/work/|memory\.main|dolt|gms|vitess`)

// Leaks finds protected values in what a client sees.
type Leaks struct {
	// byHead has the protected texts by their first eight bytes.
	byHead map[string][]string
}

// NewLeaks knows the values, and some ways to write them.
func NewLeaks(values []string) *Leaks {
	l := &Leaks{byHead: map[string][]string{}}
	for _, v := range values {
		if len(v) < 8 {
			continue
		}
		m, s1, s2 := md5.Sum([]byte(v)), sha1.Sum([]byte(v)), sha256.Sum256([]byte(v))
		h := hex.EncodeToString([]byte(v))
		for _, form := range []string{v, reverse(v), h, strings.ToUpper(h), strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(v)), "="),
			hex.EncodeToString(m[:]), hex.EncodeToString(s1[:]), hex.EncodeToString(s2[:])} {
			l.byHead[form[:8]] = append(l.byHead[form[:8]], form)
		}
	}
	return l
}

// Find gives a protected value that text holds, or nothing.
func (l *Leaks) Find(text string) string {
	for i := 0; i+8 <= len(text); i++ {
		for _, v := range l.byHead[text[i:i+8]] {
			if strings.HasPrefix(text[i:], v) {
				return v
			}
		}
	}
	return ""
}

// FindIn looks into all cells and names of results, and into an error.
func (l *Leaks) FindIn(results []*Result, err error) string {
	for _, r := range results {
		for _, c := range r.Columns {
			if v := l.Find(c.Name); v != "" {
				return v
			}
		}
		for _, row := range r.Rows {
			for _, cell := range row {
				if v := l.Find(cell.Text); v != "" {
					return v
				}
			}
		}
	}
	if err != nil {
		return l.Find(err.Error())
	}
	return ""
}

// ProtectedValues are the texts that a principal must never see: raw values of
// masked and denied columns, and names of rows that a filter hides.
func ProtectedValues(o *Oracle, cases []Case, sets []Dataset, user string) ([]string, error) {
	var out []string
	for _, c := range cases {
		sees, ok := c.Principals[user]
		if !ok {
			continue
		}
		d, err := find(sets, c.Dataset)
		if err != nil {
			return nil, err
		}
		for _, col := range d.Columns {
			sql := protectedColumn(d, sees, col)
			if sql == "" {
				continue
			}
			values, err := o.Strings(sql)
			if err != nil {
				return nil, err
			}
			out = append(out, values...)
		}
	}
	return out, nil
}

// protectedColumn is DuckDB SQL for the protected texts of a column, empty when
// there are none or when they would occur elsewhere too.
func protectedColumn(d Dataset, sees Sees, col ContractColumn) string {
	if !strings.HasPrefix(col.Type, "VARCHAR") {
		return ""
	}
	from := fmt.Sprintf("SELECT DISTINCT %q FROM (%s) WHERE %q IS NOT NULL", col.Name, d.Select(), col.Name)
	mask, masked := sees.Masked[col.Name]
	switch {
	case sees.Hidden || slices.Contains(sees.Denied, col.Name) || masked && mask == keyedHash:
		if sees.Hidden && !strings.HasSuffix(col.Name, "_phone") && !strings.HasSuffix(col.Name, "_address") {
			return ""
		}
		return from
	case masked:
		return fmt.Sprintf("%s AND %q <> (%s)", from, col.Name, mask)
	case sees.Rows != "" && (col.Name == "c_name" || col.Name == "note"):
		return fmt.Sprintf("%s AND NOT (%s)", from, sees.Rows)
	}
	return ""
}

func reverse(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

// cutStatement takes words of the client's own statement out of an error, for
// quoting those tells nothing.
func cutStatement(msg, sql string) string {
	for _, w := range regexp.MustCompile("[^\\s(),;`]+").FindAllString(sql, -1) {
		if len(w) > 3 {
			msg = strings.ReplaceAll(msg, w, "")
			msg = strings.ReplaceAll(msg, strings.Trim(w, `'"`), "")
		}
	}
	return msg
}
