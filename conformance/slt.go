package conformance

import (
	"fmt"
	"os"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// Record is one case of a .slt file; conformance/slt/README.md specifies the format.
type Record struct {
	File string
	Line int
	// Lead are the comment and directive lines before the case, as written.
	Lead []string
	// Head is the line `query …` or `statement …`, as written.
	Head string
	User string
	SQL  string
	// IsQuery says that rows are expected; Types is one letter a column.
	IsQuery  bool
	Types    string
	Sort     bool
	WantErr  int // errno, 0 for none
	Want     []string
	HasWant  bool
	TextOnly bool
	Params   []any
	HasParam bool
	// Differs is why a reference, by its name in small letters, answers otherwise;
	// one that is not there must agree.
	Differs map[string]string
	// Unasked is why no reference is asked, from a line on to the end of the file.
	Unasked string
}

// Where is the case's file:line.
func (r *Record) Where() string { return fmt.Sprintf("%s:%d", r.File, r.Line) }

// ReadSLT parses a file.
func ReadSLT(path string) ([]*Record, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []*Record
	user, unasked := "admin", ""
	for _, b := range blocks(string(text)) {
		r := &Record{File: path, Line: b.line, User: user, Unasked: unasked}
		if err := r.parse(b.lines); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Where(), err)
		}
		user, unasked = r.User, r.Unasked
		out = append(out, r)
	}
	return out, nil
}

type block struct {
	line  int
	lines []string
}

// blocks cuts a text at empty lines.
func blocks(text string) []block {
	var out []block
	var cur block
	for i, l := range strings.Split(text+"\n", "\n") {
		if strings.TrimSpace(l) != "" {
			if cur.lines == nil {
				cur.line = i + 1
			}
			cur.lines = append(cur.lines, l)
			continue
		}
		if cur.lines != nil {
			out = append(out, cur)
			cur = block{}
		}
	}
	return out
}

func (r *Record) parse(lines []string) error {
	i := 0
	for ; i < len(lines); i++ {
		known, err := r.directive(lines[i])
		if err != nil {
			return err
		}
		if !known {
			break
		}
		r.Lead = append(r.Lead, lines[i])
	}
	if i == len(lines) {
		return nil // only comments and directives
	}
	r.Head = lines[i]
	if err := r.parseHead(strings.Fields(r.Head)); err != nil {
		return err
	}
	var sql []string
	for i++; i < len(lines) && lines[i] != "----"; i++ {
		sql = append(sql, lines[i])
	}
	if len(sql) == 0 {
		return fmt.Errorf("%s without SQL", r.Head)
	}
	r.SQL = strings.Join(sql, "\n")
	if i < len(lines) {
		r.HasWant, r.Want = true, lines[i+1:]
	}
	return nil
}

var differsLine = regexp.MustCompile(`^(mariadb|mysql) differs: (.*\S)`)

func (r *Record) directive(line string) (known bool, err error) {
	switch {
	case strings.HasPrefix(line, "#"):
	case strings.HasPrefix(line, "user "):
		r.User = strings.TrimSpace(line[5:])
	case line == "text only":
		r.TextOnly = true
	case differsLine.MatchString(line):
		m := differsLine.FindStringSubmatch(line)
		if r.Differs == nil {
			r.Differs = map[string]string{}
		}
		r.Differs[m[1]] = m[2]
	case strings.HasPrefix(line, "references not asked: "):
		r.Unasked = strings.TrimSpace(strings.TrimPrefix(line, "references not asked: "))
	case strings.HasPrefix(line, "params "):
		r.HasParam = true
		r.Params, err = parseParams(line[7:])
	default:
		return false, nil
	}
	return true, err
}

func parseParams(s string) ([]any, error) {
	var out []any
	for _, f := range strings.Split(s, ",") {
		f = strings.TrimSpace(f)
		if f == "NULL" {
			out = append(out, nil)
		} else if len(f) >= 2 && f[0] == '\'' && f[len(f)-1] == '\'' {
			out = append(out, f[1:len(f)-1])
		} else if n, err := strconv.ParseInt(f, 10, 64); err == nil {
			out = append(out, n)
		} else if x, err := strconv.ParseFloat(f, 64); err == nil {
			out = append(out, x)
		} else {
			return nil, fmt.Errorf("parameter %q is neither NULL, a number nor 'text'", f)
		}
	}
	return out, nil
}

func (r *Record) parseHead(f []string) error {
	switch f[0] {
	case "query":
		r.IsQuery = true
		for _, w := range f[1:] {
			switch w {
			case "rowsort":
				r.Sort = true
			case "nosort":
			default:
				r.Types = w
			}
		}
		return nil
	case "statement":
		if len(f) == 2 && f[1] == "ok" {
			return nil
		}
		if len(f) == 3 && f[1] == "error" {
			n, err := strconv.Atoi(f[2])
			r.WantErr = n
			return err
		}
	}
	return fmt.Errorf("%q is neither a directive, `query TYPES [rowsort]`, `statement ok` nor `statement error ERRNO`", r.Head)
}

// Answer is what a server said to a record, in the form of the file.
type Answer struct {
	Errno   int
	Message string
	Types   string
	Lines   []string
}

// expected is the answer that the file expects.
func (r *Record) expected() Answer {
	a := Answer{Errno: r.WantErr, Types: r.Types, Lines: r.Want}
	if r.WantErr != 0 {
		a.Message, a.Lines = strings.Join(r.Want, "\n"), nil
	}
	return a
}

// Ask runs the record's SQL: as text, or as a prepared statement.
func (r *Record) Ask(c *Conn, prepared bool) (Answer, error) {
	res, err := r.run(c, prepared)
	if err != nil {
		n := Errno(err)
		if n < 0 {
			return Answer{}, err
		}
		return Answer{Errno: n, Message: err.(*ServerError).Message}, nil
	}
	a := Answer{}
	for _, col := range res.Columns {
		a.Types += string(typeLetter(col))
	}
	for _, row := range res.Rows {
		a.Lines = append(a.Lines, formatRow(row, a.Types))
	}
	if r.Sort {
		sort.Strings(a.Lines)
	}
	return a, nil
}

func (r *Record) run(c *Conn, prepared bool) (*Result, error) {
	if !prepared {
		return c.One(r.SQL)
	}
	s, err := c.Prepare(r.SQL)
	if err != nil {
		return nil, err
	}
	res, err := s.Execute(r.Params...)
	if cerr := s.Close(); err == nil {
		err = cerr
	}
	return res, err
}

// Check says how an answer differs from the record; empty means not at all.
func (r *Record) Check(a Answer) string {
	if a.Errno != r.WantErr {
		if a.Errno != 0 {
			return fmt.Sprintf("got error %d: %s", a.Errno, a.Message)
		}
		return fmt.Sprintf("got no error instead of %d: %s", r.WantErr, strings.Join(a.Lines, "\n"))
	}
	if r.WantErr != 0 {
		if r.HasWant && stripRef(a.Message) != strings.Join(r.Want, "\n") {
			return fmt.Sprintf("got the message %s", a.Message)
		}
		return ""
	}
	if !r.IsQuery {
		return ""
	}
	if a.Types != r.Types {
		return fmt.Sprintf("got types %s, want %s", a.Types, r.Types)
	}
	return diffLines(r.Want, a.Lines)
}

func diffLines(want, got []string) string {
	for i := 0; i < max(len(want), len(got)); i++ {
		switch {
		case i >= len(got):
			return fmt.Sprintf("%d rows instead of %d, the first that lacks is %s", len(got), len(want), want[i])
		case i >= len(want):
			return fmt.Sprintf("%d rows instead of %d, the first too many is %s", len(got), len(want), got[i])
		case want[i] != got[i]:
			return fmt.Sprintf("row %d: got  %s\n       want %s", i+1, got[i], want[i])
		}
	}
	return ""
}

// Rewrite gives the record's text with this answer as what is expected.
func (r *Record) Rewrite(a Answer) string {
	out := append([]string(nil), r.Lead...)
	if r.Head == "" {
		return strings.Join(out, "\n")
	}
	want := a.Lines
	switch {
	case a.Errno != 0:
		out = append(out, fmt.Sprintf("statement error %d", a.Errno), r.SQL)
		if !r.HasWant && r.Head != "" && !r.IsQuery {
			return strings.Join(out, "\n")
		}
		want = []string{stripRef(a.Message)}
	case r.IsQuery || a.Types != "":
		head := "query " + a.Types
		if r.Sort {
			head += " rowsort"
		}
		out = append(out, head, r.SQL)
	default:
		return strings.Join(append(out, "statement ok", r.SQL), "\n")
	}
	return strings.Join(append(append(out, "----"), want...), "\n")
}

// stripRef takes the id of the log line off an error, for it differs each time.
func stripRef(msg string) string {
	if i := strings.LastIndex(msg, " (ref "); i >= 0 && strings.HasSuffix(msg, ")") {
		return msg[:i]
	}
	return msg
}

// typeLetter classes a column's type.
func typeLetter(c Column) byte {
	switch c.Type {
	case typeTiny, typeShort, typeLong, typeInt24, typeLongLong, typeYear:
		return 'I'
	case typeDecimal, 0x00:
		return 'D'
	case typeFloat, typeDouble:
		return 'R'
	case typeDate:
		return 'd'
	case typeDateTime, typeTimestamp:
		return 't'
	case typeTime:
		return 'm'
	case typeJSON:
		return 'J'
	case typeNull:
		return 'N'
	}
	if c.Charset == 63 {
		return 'B'
	}
	return 'T'
}

// formatRow writes a row as one line; floats with twelve digits, for the last
// ones depend on the order of a sum.
func formatRow(row []Value, types string) string {
	cells := make([]string, len(row))
	for i, v := range row {
		switch {
		case v.Null:
			cells[i] = "NULL"
		case v.Text == "":
			cells[i] = "(empty)"
		default:
			cells[i] = cellText(v.Text, types[i])
		}
	}
	return strings.Join(cells, " | ")
}

func cellText(s string, letter byte) string {
	switch letter {
	case 'R':
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			return strconv.FormatFloat(f, 'g', 12, 64)
		}
	case 'B':
		return fmt.Sprintf("x'%X'", s)
	}
	return strings.NewReplacer("\\", "\\\\", "\n", "\\n", "\t", "\\t", "\r", "\\r", "\x00", "\\0").Replace(s)
}
