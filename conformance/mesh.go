package conformance

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

// Dataset is what a contract says of one dataset, as far as the tests need it.
type Dataset struct {
	Domain, Name string
	// Version is the contract's major version; Default says that the bare name means it.
	Version string
	Default bool
	// Files is the path or glob of its Parquet files, absolute.
	Files   string
	Columns []ContractColumn
	Path    string // of the contract
}

// ContractColumn is a column of a contract. Type is its physicalType.
type ContractColumn struct {
	Name, Physical, Type string
}

// Table is the dataset's name at the MySQL edge.
func (d Dataset) Table() string {
	if d.Default {
		return d.Name
	}
	return d.Name + "_v" + d.Version
}

type contractFile struct {
	Domain  string
	Version string
	Status  string
	Servers []struct {
		Path, Location, Format string
	}
	Schema []struct {
		Name       string
		Properties []struct {
			Name         string
			PhysicalName string `yaml:"physicalName"`
			PhysicalType string `yaml:"physicalType"`
		}
	}
}

// Datasets reads the contracts of a mesh whose files lie on this disk.
func Datasets(mesh string) ([]Dataset, error) {
	paths, err := filepath.Glob(filepath.Join(mesh, "domains", "*", "*.odcs.yaml"))
	if err != nil {
		return nil, err
	}
	var out []Dataset
	newest := map[string]int{}
	for _, p := range paths {
		sets, active, err := readContract(mesh, p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		for _, d := range sets {
			key := d.Domain + "." + d.Name
			if old, ok := newest[key]; active && (!ok || out[old].Version < d.Version) {
				newest[key] = len(out)
			}
			out = append(out, d)
		}
	}
	for _, i := range newest {
		out[i].Default = true
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no contract", mesh)
	}
	return out, nil
}

func readContract(mesh, path string) (sets []Dataset, active bool, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, false, err
	}
	var f contractFile
	if err := yaml.Unmarshal(text, &f); err != nil {
		return nil, false, err
	}
	if len(f.Servers) == 0 {
		return nil, false, fmt.Errorf("no server")
	}
	loc := f.Servers[0].Path
	if loc == "" {
		loc = f.Servers[0].Location
	}
	if !filepath.IsAbs(loc) {
		loc = filepath.Join(mesh, loc)
	}
	major, _, _ := strings.Cut(f.Version, ".")
	for _, s := range f.Schema {
		ds := Dataset{Domain: f.Domain, Name: s.Name, Version: major, Path: path, Files: loc}
		for _, c := range s.Properties {
			physical := c.PhysicalName
			if physical == "" {
				physical = c.Name
			}
			ds.Columns = append(ds.Columns, ContractColumn{c.Name, physical, c.PhysicalType})
		}
		sets = append(sets, ds)
	}
	return sets, f.Status == "active", nil
}

// Select is DuckDB SQL that reads the dataset by its contract's names.
func (d Dataset) Select() string {
	cols := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		cols[i] = fmt.Sprintf("%q AS %q", c.Physical, c.Name)
	}
	return fmt.Sprintf("SELECT %s FROM read_parquet(%s, union_by_name=true)", strings.Join(cols, ", "), quoteSQL(d.Files))
}

// Views is DuckDB SQL that makes each dataset a view domain.name.
func Views(sets []Dataset) string {
	var b strings.Builder
	for _, d := range sets {
		fmt.Fprintf(&b, "CREATE SCHEMA IF NOT EXISTS %s;\nCREATE OR REPLACE VIEW %s.%s AS %s;\n", d.Domain, d.Domain, d.Table(), d.Select())
	}
	return b.String()
}

// CopyMesh copies a mesh directory.
func CopyMesh(from, to string) error {
	return filepath.WalkDir(from, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, p)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if e.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		if !e.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		if strings.HasSuffix(p, ".yaml") {
			// A contract may name its files by an absolute path.
			text = []byte(strings.ReplaceAll(string(text), from, to))
		}
		return os.WriteFile(target, text, 0o600)
	})
}

// RewriteParquet replaces a dataset's files by the rows of a query, in which
// {t} stands for the present file. The files keep their names.
func (o *Oracle) RewriteParquet(d Dataset, query string) error {
	files, err := filepath.Glob(d.Files)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("%s.%s has no files at %s", d.Domain, d.Name, d.Files)
	}
	for _, f := range files {
		from := "read_parquet(" + quoteSQL(f) + ")"
		sql := fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet)", strings.ReplaceAll(query, "{t}", from), quoteSQL(f+".new"))
		if _, err := o.Query(sql); err != nil {
			return fmt.Errorf("%s.%s: %w", d.Domain, d.Name, err)
		}
		if err := os.Rename(f+".new", f); err != nil {
			return err
		}
	}
	return nil
}

// LoadReference gives a reference the same tables with the same rows. Files are
// exchanged in dir, which its server must be able to read.
func LoadReference(c *Conn, o *Oracle, sets []Dataset, dir string) error {
	for _, d := range sets {
		if err := loadTable(c, o, d, filepath.Join(dir, d.Domain+"."+d.Table()+".tsv")); err != nil {
			return fmt.Errorf("load %s.%s: %w", d.Domain, d.Table(), err)
		}
	}
	return nil
}

func loadTable(c *Conn, o *Oracle, d Dataset, file string) error {
	var defs, fields, quoted, set, exported []string
	for i, col := range d.Columns {
		typ, err := referenceType(col.Type)
		if err != nil {
			return fmt.Errorf("column %s: %w", col.Name, err)
		}
		field := "`" + col.Name + "`"
		defs = append(defs, field+" "+typ+" NULL")
		export := fmt.Sprintf("%q", col.Name)
		switch {
		case typ == "longblob":
			export = fmt.Sprintf("hex(%q) AS %q", col.Name, col.Name)
			field = fmt.Sprintf("@v%d", i)
			set = append(set, fmt.Sprintf("`%s` = UNHEX(%s)", col.Name, field))
		case col.Type == "BOOLEAN":
			export = fmt.Sprintf("%q::TINYINT AS %q", col.Name, col.Name)
		case col.Type == "TIMESTAMPTZ":
			export = fmt.Sprintf("strftime(%q AT TIME ZONE 'UTC', '%%Y-%%m-%%d %%H:%%M:%%S.%%f') AS %q", col.Name, col.Name)
		case typ == "longtext":
			export = fmt.Sprintf("to_json(%q)::VARCHAR AS %q", col.Name, col.Name)
		}
		if strings.Contains(typ, "char") || strings.HasPrefix(typ, "long") {
			quoted = append(quoted, fmt.Sprintf("%q", col.Name))
		}
		fields, exported = append(fields, field), append(exported, export)
	}
	defs = append(defs, keysOf(d)...)
	force := ""
	if len(quoted) > 0 {
		force = ", FORCE_QUOTE (" + strings.Join(quoted, ", ") + ")"
	}
	if _, err := o.Query(fmt.Sprintf("COPY (SELECT %s FROM (%s)) TO %s (FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '\"', ESCAPE '\"', NULLSTR 'NULL'%s)",
		strings.Join(exported, ", "), d.Select(), quoteSQL(file), force)); err != nil {
		return err
	}
	defer os.Remove(file)
	assign := ""
	if len(set) > 0 {
		assign = " SET " + strings.Join(set, ", ")
	}
	table := d.Domain + "." + d.Table()
	for _, sql := range []string{
		"CREATE DATABASE IF NOT EXISTS " + d.Domain,
		"DROP TABLE IF EXISTS " + table,
		fmt.Sprintf("CREATE TABLE %s (%s)", table, strings.Join(defs, ", ")),
		fmt.Sprintf("LOAD DATA INFILE '%s' INTO TABLE %s CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '' LINES TERMINATED BY '\\n' (%s)%s",
			file, table, strings.Join(fields, ", "), assign),
		"ANALYZE TABLE " + table,
	} {
		if _, err := c.Query(sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// referenceTypes translates the physical types of contracts that MySQL names otherwise.
var referenceTypes = map[string]string{
	"BOOLEAN": "tinyint(1)", "INTEGER": "int", "UTINYINT": "tinyint unsigned", "USMALLINT": "smallint unsigned",
	"UINTEGER": "int unsigned", "UBIGINT": "bigint unsigned", "HUGEINT": "decimal(38,0)", "VARCHAR": "varchar(2000)",
	"TIMESTAMP": "datetime(6)", "TIMESTAMPTZ": "timestamp(6)", "TIME": "time(6)", "UUID": "char(36)", "BLOB": "longblob",
	"TINYINT": "tinyint", "SMALLINT": "smallint", "BIGINT": "bigint", "FLOAT": "float", "DOUBLE": "double", "DATE": "date",
}

func referenceType(physical string) (string, error) {
	if t := referenceTypes[physical]; t != "" {
		return t, nil
	}
	base, _, _ := strings.Cut(physical, "(")
	switch {
	case base == "VARCHAR" || base == "DECIMAL":
		return strings.ToLower(physical), nil
	case base == "STRUCT" || base == "MAP" || strings.HasSuffix(physical, "[]"):
		return "longtext", nil
	}
	return "", fmt.Errorf("no MySQL type for %s", physical)
}

// keysOf gives the references indexes on key columns, without which joins take minutes.
func keysOf(d Dataset) []string {
	var out []string
	for _, c := range d.Columns {
		if strings.HasSuffix(c.Name, "key") {
			out = append(out, "INDEX (`"+c.Name+"`)")
		}
	}
	return out
}

// Configure sets keys of a mesh's mesh.yaml, such as tls.required.
func Configure(mesh string, set map[string]any) error {
	path := filepath.Join(mesh, "mesh.yaml")
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	conf := map[string]any{}
	if err := yaml.Unmarshal(text, &conf); err != nil {
		return err
	}
	for key, value := range set {
		at := conf
		parts := strings.Split(key, ".")
		for _, p := range parts[:len(parts)-1] {
			next, ok := at[p].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[p] = next
			}
			at = next
		}
		at[parts[len(parts)-1]] = value
	}
	for k, v := range conf {
		if v == nil {
			delete(conf, k) // a section whose lines are all comments
		}
	}
	out, err := yaml.Marshal(conf)
	if err != nil {
		return err
	}
	return ReplaceFile(path, string(out))
}
