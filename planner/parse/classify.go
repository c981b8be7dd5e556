package parse

import (
	"strconv"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/internal/sqlerr"
)

// Classify says what the first statement of a text is. It resolves no name
// but those of system schemas.
func Classify(text string, set Settings) (_ Statement, err error) {
	defer Recovered(&err)
	if st, ok, err := explainPolicy(text, set); ok || err != nil {
		return st, err
	}
	p, err := Parse(text, set)
	if err != nil {
		if verb, ok := unparsedWrite(text, set); ok {
			return Statement{Kind: Write, Verb: verb, Text: strings.TrimSpace(text)}, nil
		}
		return Statement{}, err
	}
	st := Statement{
		Text: strings.TrimSpace(text[:p.End]), Rest: text[p.Rest:], Params: p.Params(),
	}
	if p.Stmt == nil {
		return st, nil
	}
	c := &classifier{set: set, p: p, st: &st}
	st.Tables = tablesOf(p.Stmt, set.Database)
	if err := c.statement(); err != nil {
		return Statement{}, err
	}
	return st, nil
}

// Params counts the parameters of the statement.
func (p *Tree) Params() int {
	n := 0
	for _, l := range p.Source.lexemes {
		if l.kind == lexParam && l.start < p.End {
			n++
		}
	}
	return n
}

// explainPolicy knows EXPLAIN POLICY <statement>, which the parser does not.
func explainPolicy(text string, set Settings) (Statement, bool, error) {
	m, err := set.mode()
	if err != nil {
		return Statement{}, false, err
	}
	src := normalize(text, m, set.version())
	if !src.is(0, "explain", "describe", "desc") || !src.is(1, "policy") || !src.is(2, "select", "with", "(", "values", "table") {
		return Statement{}, false, nil
	}
	inner, err := Classify(text[src.lexemes[2].start:], set)
	if err != nil {
		return Statement{}, true, err
	}
	st := inner
	st.Kind, st.Verb, st.Inner = ExplainPolicy, "EXPLAIN POLICY", inner.Text
	st.Text = strings.TrimSpace(text[:len(text)-len(inner.Rest)])
	if inner.Kind != Select && inner.Kind != Local {
		return Statement{}, true, Unsupported("EXPLAIN POLICY of %s", inner.Verb)
	}
	return st, true, nil
}

type classifier struct {
	set Settings
	p   *Tree
	st  *Statement
}

func (c *classifier) is(k Kind, verb string) error {
	c.st.Kind, c.st.Verb = k, verb
	return nil
}

func (c *classifier) statement() error {
	switch n := c.p.Stmt.(type) {
	case ast.SelectStatement:
		return c.selection(n)
	case *ast.Explain:
		return c.explain(n)
	case *ast.Kill:
		return c.kill(n)
	case *ast.Prepare:
		return c.prepare(n)
	case *ast.Execute:
		c.st.Name = strings.ToLower(n.Name)
		for _, v := range n.VarList {
			c.st.Vars = append(c.st.Vars, VariableName(v))
		}
		return c.is(Execute, "EXECUTE")
	case *ast.Deallocate:
		c.st.Name = strings.ToLower(n.Name)
		return c.is(Deallocate, "DEALLOCATE PREPARE")
	}
	if lock, ok := c.p.Stmt.(*ast.LockTables); ok && readLocks(lock) {
		return c.is(Local, "LOCK TABLES")
	}
	if verb, ok := localVerb(c.p.Stmt); ok {
		return c.local(verb)
	}
	if c.p.Source.is(0, "show") {
		return c.local("SHOW")
	}
	return c.is(Write, WriteVerb(c.p.Source))
}

// readLocks reports whether LOCK TABLES asks for no write lock, as dump
// tools do: nothing changes under a reader here.
func readLocks(n *ast.LockTables) bool {
	for _, t := range n.Tables {
		if t.Lock != ast.LockRead && t.Lock != ast.LockReadLocal {
			return false
		}
	}
	return true
}

// unparsedWrite knows a statement that changes something by its first word,
// where the parser does not know all of its syntax: it is refused all the
// same, and for the right reason.
func unparsedWrite(text string, set Settings) (string, bool) {
	m, err := set.mode()
	if err != nil {
		return "", false
	}
	src := normalize(text, m, set.version())
	if !src.is(0, "create", "alter", "drop", "grant", "revoke", "rename", "truncate", "load", "insert", "replace", "update", "delete", "merge") {
		return "", false
	}
	return WriteVerb(src), true
}

func VariableName(s string) string {
	s = strings.TrimPrefix(s, "@")
	return strings.ToLower(strings.Trim(s, "`'\""))
}

// local is a statement that the session answers. Its subqueries must not
// reach datasets, which no policy would then govern.
func (c *classifier) local(verb string) error {
	if err := forbidden(c.p.Stmt); err != nil {
		return err
	}
	for _, t := range c.st.Tables {
		if !SystemSchema(t.Domain) {
			return Unsupported("a subquery on a dataset in %s", verb)
		}
	}
	if s, ok := c.p.Stmt.(*ast.Show); ok {
		c.showTable(s)
	}
	return c.is(Local, verb)
}

// showTable adds the table that DESCRIBE and SHOW are about.
func (c *classifier) showTable(s *ast.Show) {
	if !s.HasTable() {
		return
	}
	domain := s.Table.DbQualifier.String()
	if domain == "" && s.ShowTablesOpt != nil {
		domain = s.ShowTablesOpt.DbName
	}
	if domain == "" {
		domain = s.Database
	}
	if domain == "" {
		domain = c.set.Database
	}
	c.st.Tables = append(c.st.Tables, TableName{domain, s.Table.Name.String()})
}

func (c *classifier) selection(n ast.SelectStatement) error {
	if err := forbidden(n); err != nil {
		return err
	}
	if s := c.p.Source; s.targets != nil {
		c.st.Vars = s.targets
		return c.reading(n, SelectInto, "SET")
	}
	if c.p.Source.is(0, "do") {
		return c.reading(n, Do, "DO")
	}
	into := n.GetInto()
	if into != nil && (into.Outfile != "" || into.Dumpfile != "") {
		return c.is(Write, "SELECT INTO OUTFILE")
	}
	system, datasets := c.sources()
	switch {
	case system > 0 && datasets > 0:
		return Unsupported("a statement that reads both system schemas and datasets")
	case system > 0, datasets == 0 && usesVariables(n):
		return c.is(Local, "SELECT")
	}
	if into != nil {
		for _, v := range into.Variables {
			if !strings.HasPrefix(v.String(), "@") {
				return Unsupported("SELECT INTO a variable of a stored program")
			}
			c.st.Vars = append(c.st.Vars, VariableName(v.String()))
		}
		return c.is(SelectInto, "SELECT INTO")
	}
	return c.is(Select, "SELECT")
}

// sources counts the tables of system schemas and those of datasets.
func (c *classifier) sources() (system, datasets int) {
	for _, t := range c.st.Tables {
		if SystemSchema(t.Domain) {
			system++
		} else {
			datasets++
		}
	}
	return system, datasets
}

// reading is a statement that the planner computes, but that gives no rows.
func (c *classifier) reading(n ast.SelectStatement, k Kind, verb string) error {
	if system, _ := c.sources(); system > 0 {
		return Unsupported("system schemas in %s", verb)
	}
	if usesVariables(n) {
		return Unsupported("system variables in %s", verb)
	}
	return c.is(k, verb)
}

func (c *classifier) explain(n *ast.Explain) error {
	if _, ok := n.Statement.(ast.SelectStatement); !ok {
		return c.is(Write, "EXPLAIN of a statement that writes")
	}
	inner := -1
	for i, l := range c.p.Source.lexemes {
		if i > 0 && c.p.Source.is(i, "select", "with", "(", "values", "table") {
			inner = l.start
			break
		}
	}
	if inner < 0 {
		return Unsupported("this form of EXPLAIN")
	}
	st, err := Classify(c.p.Source.Text[inner:], c.set)
	if err != nil {
		return err
	}
	c.st.Inner, c.st.Analyze, c.st.Format = st.Text, n.Analyze, strings.ToLower(n.ExplainFormat)
	if st.Kind != Select {
		return c.is(st.Kind, "EXPLAIN")
	}
	return c.is(Explain, "EXPLAIN")
}

func (c *classifier) kill(n *ast.Kill) error {
	v, ok := n.ConnID.(*ast.SQLVal)
	if !ok {
		return Unsupported("KILL of an expression")
	}
	id, err := strconv.ParseUint(string(v.Val), 10, 64)
	if err != nil {
		return sqlerr.New(sqlerr.NoSuchThread, "Unknown thread id")
	}
	c.st.KillID, c.st.KillQuery = id, !n.Connection
	return c.is(Kill, "KILL")
}

func (c *classifier) prepare(n *ast.Prepare) error {
	c.st.Name = strings.ToLower(n.Name)
	c.st.Inner = n.Expr
	// PREPARE s FROM '@x' and PREPARE s FROM @x parse alike; the text tells.
	if ls := c.p.Source.lexemes; len(ls) > 3 && ls[3].kind != lexString {
		c.st.FromVariable = true
		c.st.Inner = VariableName(n.Expr)
	}
	return c.is(Prepare, "PREPARE")
}

// localVerb names the statements that the session answers.
func localVerb(s ast.Statement) (string, bool) {
	switch n := s.(type) {
	case *ast.Show:
		return "SHOW " + strings.ToUpper(n.Type), true
	case *ast.Set:
		return "SET", true
	case *ast.Use:
		return "USE", true
	case *ast.Begin:
		return "BEGIN", true
	case *ast.Commit:
		return "COMMIT", true
	case *ast.Rollback:
		return "ROLLBACK", true
	case *ast.Savepoint:
		return "SAVEPOINT", true
	case *ast.RollbackSavepoint:
		return "ROLLBACK TO SAVEPOINT", true
	case *ast.ReleaseSavepoint:
		return "RELEASE SAVEPOINT", true
	case *ast.UnlockTables:
		return "UNLOCK TABLES", true
	}
	return "", false
}

// WriteVerb names a statement by its first words: CREATE TABLE, INSERT.
func WriteVerb(src *Source) string {
	var words []string
	for i, l := range src.lexemes {
		if l.kind != lexWord || i > 0 && len(words) == 2 {
			break
		}
		words = append(words, strings.ToUpper(src.of(l)))
		switch words[0] {
		case "CREATE", "ALTER", "DROP", "LOAD", "LOCK", "RENAME", "TRUNCATE", "START", "STOP", "CHANGE", "RESET", "ANALYZE":
			continue
		}
		break
	}
	return strings.Join(words, " ")
}
