package local

import (
	"context"
	"regexp"
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"github.com/dolthub/go-mysql-server/sql"

	"nanohouse/internal/sqlerr"
)

// Directive is what a statement asks of the session itself.
type Directive struct {
	// Use is the database of USE.
	Use string
	// Savepoint is the name in SAVEPOINT, ROLLBACK TO and RELEASE.
	Savepoint string
	// ReadOnly belongs to START TRANSACTION.
	ReadOnly bool
	// Assignments are those of SET.
	Assignments []Assignment
}

// Assignment is one variable of SET.
type Assignment struct {
	// Global says that it would change more than the session.
	Global bool
	// Name is in lower case; @name is a user variable, names is SET NAMES,
	// charset is SET CHARACTER SET, transaction is SET TRANSACTION.
	Name string
	// Text is the value where it is a literal.
	Text string
	// Collate is the collation of SET NAMES x COLLATE y.
	Collate string
}

var namesCollate = regexp.MustCompile(`(?is)\bnames\s+\S+\s+collate\s+['"` + "`" + `]?(\w+)`)

// Directive reads a statement that the session answers.
func (c *Conn) Directive(text string) (Directive, error) {
	mode := sql.LoadSqlMode(c.context(context.Background()))
	stmt, err := ast.ParseWithOptions(context.Background(), Trim(text), mode.ParserOptions())
	if err != nil {
		return Directive{}, sqlerr.New(sqlerr.Syntax, "%s", clean(err.Error()))
	}
	switch n := stmt.(type) {
	case *ast.Use:
		return Directive{Use: n.DBName.String()}, nil
	case *ast.Savepoint:
		return Directive{Savepoint: n.Identifier}, nil
	case *ast.RollbackSavepoint:
		return Directive{Savepoint: n.Identifier}, nil
	case *ast.ReleaseSavepoint:
		return Directive{Savepoint: n.Identifier}, nil
	case *ast.Begin:
		return Directive{ReadOnly: strings.EqualFold(n.TransactionCharacteristic, ast.TxReadOnly)}, nil
	case *ast.Set:
		d, err := assignments(n)
		if m := namesCollate.FindStringSubmatch(text); m != nil && len(d.Assignments) == 1 {
			d.Assignments[0].Collate = m[1]
		}
		return d, err
	}
	return Directive{}, nil
}

func assignments(n *ast.Set) (Directive, error) {
	var d Directive
	for _, e := range n.Exprs {
		a := Assignment{Name: strings.ToLower(e.Name.String())}
		scope := e.Scope
		if name, s, _, err := ast.VarScopeForColName(e.Name); err == nil {
			if s != ast.SetScope_None {
				a.Name = strings.ToLower(name.Name.String())
				scope = s
			}
		}
		switch scope {
		case ast.SetScope_Global, ast.SetScope_Persist, ast.SetScope_PersistOnly:
			a.Global = true
		case ast.SetScope_User:
			a.Name = "@" + strings.TrimLeft(a.Name, "@")
		}
		if v, ok := e.Expr.(*ast.SQLVal); ok {
			a.Text = string(v.Val)
		}
		if v, ok := e.Expr.(*ast.ColName); ok {
			a.Text = v.Name.String()
		}
		d.Assignments = append(d.Assignments, a)
	}
	return d, nil
}
