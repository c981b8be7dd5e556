package conformance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// meshUser is who asks in a mesh that MakeMesh made; the name is the password, too.
const meshUser = "reader"

// MakeMesh makes a mesh of one domain from all tables of an oracle's schema: Parquet
// files, contracts with the types that DuckDB tells, and a user who may read everything.
func MakeMesh(o *Oracle, dir, schema, domain string) error {
	tables, err := o.Strings("SELECT table_name FROM information_schema.tables WHERE table_schema = " + quoteSQL(schema) + " ORDER BY 1")
	if err != nil {
		return err
	}
	if len(tables) == 0 {
		return fmt.Errorf("the schema %s has no tables", schema)
	}
	if err := os.MkdirAll(filepath.Join(dir, "data", domain), 0o755); err != nil {
		return err
	}
	for _, t := range tables {
		if err := makeDataset(o, dir, schema, domain, t); err != nil {
			return fmt.Errorf("%s.%s: %w", schema, t, err)
		}
	}
	if err := writeFile(filepath.Join(dir, "policy", "policy.csv"), "p, role:"+meshUser+", *, *, select, allow\n"); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, "mesh.yaml"), "name: "+domain+"\n"); err != nil {
		return err
	}
	return addUser(dir)
}

func makeDataset(o *Oracle, dir, schema, domain, table string) error {
	from := fmt.Sprintf("%s.%s", quoteName(schema), quoteName(table))
	file := filepath.Join("data", domain, table+".parquet")
	if _, err := o.Query(fmt.Sprintf("COPY %s TO %s (FORMAT parquet)", from, quoteSQL(filepath.Join(dir, file)))); err != nil {
		return err
	}
	cols, err := o.Query("DESCRIBE " + from)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: v3.1.0\nkind: DataContract\nid: urn:test:%s:%s\nname: %s\ndomain: %s\nversion: 1.0.0\nstatus: active\nschema:\n  - name: %s\n    properties:\n",
		domain, table, table, domain, table)
	for _, c := range cols {
		fmt.Fprintf(&b, "      - name: %q\n        logicalType: %s\n        physicalType: %q\n", c[0].Text, logicalType(c[1].Text), c[1].Text)
		if c[2].Text == "NO" {
			b.WriteString("        required: true\n")
		}
		if c[3].Text == "PRI" {
			b.WriteString("        primaryKey: true\n")
		}
	}
	fmt.Fprintf(&b, "servers:\n  - server: files\n    type: local\n    format: parquet\n    path: %s\n", file)
	return writeFile(filepath.Join(dir, "domains", domain, table+".odcs.yaml"), b.String())
}

// logicalType is what a contract calls the family of a physical type.
func logicalType(physical string) string {
	base, _, _ := strings.Cut(physical, "(")
	switch base {
	case "VARCHAR", "UUID", "BLOB":
		return "string"
	case "BOOLEAN":
		return "boolean"
	case "DATE":
		return "date"
	case "TIME":
		return "time"
	case "JSON":
		return "object"
	case "DECIMAL", "DOUBLE", "FLOAT":
		return "number"
	}
	if strings.HasPrefix(base, "TIMESTAMP") {
		return "timestamp"
	}
	return "integer"
}

func addUser(dir string) error {
	bin, err := Binary()
	if err != nil {
		return err
	}
	add := exec.Command(bin, "user", "add", meshUser, "--mesh", dir, "--role", meshUser)
	add.Stdin = strings.NewReader(meshUser + "\n")
	if out, err := add.CombinedOutput(); err != nil {
		return fmt.Errorf("user add: %w\n%s", err, out)
	}
	return nil
}

// quoteName quotes a name of standard SQL.
func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

func writeFile(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}
