package parse

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// SystemSchema reports whether a database is MySQL's own.
func SystemSchema(name string) bool {
	switch strings.ToLower(name) {
	case "information_schema", "performance_schema", "mysql", "sys":
		return true
	}
	return false
}

// tablesOf lists the tables that a statement names, each once. A name that
// is also a common table expression's counts only when it is qualified; that
// a CTE may be out of scope there is for Bind to find.
func tablesOf(stmt ast.Statement, database string) []TableName {
	ctes := map[string]bool{}
	Inspect(stmt, func(n any) bool {
		if c, ok := n.(*ast.CommonTableExpr); ok {
			ctes[strings.ToLower(c.As.String())] = true
		}
		return true
	})
	var out []TableName
	seen := map[TableName]bool{}
	Inspect(stmt, func(n any) bool {
		t, ok := n.(*ast.AliasedTableExpr)
		if !ok {
			return true
		}
		name, ok := t.Expr.(ast.TableName)
		if !ok {
			return true
		}
		domain := name.DbQualifier.String()
		if domain == "" && (ctes[strings.ToLower(name.Name.String())] || strings.EqualFold(name.Name.String(), "dual")) {
			return true
		}
		if domain == "" {
			domain = database
		}
		tn := TableName{domain, name.Name.String()}
		if key := (TableName{strings.ToLower(tn.Domain), strings.ToLower(tn.Name)}); !seen[key] {
			seen[key] = true
			out = append(out, tn)
		}
		return true
	})
	return out
}

// usesVariables reports whether a statement reads a system variable.
func usesVariables(n any) bool {
	found := false
	Inspect(n, func(n any) bool {
		if c, ok := n.(*ast.ColName); ok && strings.HasPrefix(c.Name.String(), "@@") {
			found = true
		}
		return !found
	})
	return found
}

// closed are functions that no statement may call: they read files, wait,
// lock, or tell of other sessions.
var closed = map[string]bool{
	"load_file": true, "sleep": true, "benchmark": true, "get_lock": true, "is_used_lock": true,
	"is_free_lock": true, "release_lock": true, "release_all_locks": true,
	"master_pos_wait": true, "source_pos_wait": true, "wait_for_executed_gtid_set": true,
	"extractvalue": true, "updatexml": true, "sys_exec": true, "sys_eval": true,
}

// Closed reports whether no statement may call a function, by its lower-case name.
func Closed(name string) bool { return closed[name] }

// forbidden refuses a statement that calls a closed function anywhere.
func forbidden(n any) error {
	var err error
	Inspect(n, func(n any) bool {
		if f, ok := n.(*ast.FuncExpr); ok && closed[f.Name.Lowered()] {
			err = Unsupported("function %s", strings.ToUpper(f.Name.Lowered()))
		}
		return err == nil
	})
	return err
}
