package conformance

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"gopkg.in/yaml.v3"
)

// Dataset is what a contract says of one dataset, as far as the tests need it.
type Dataset struct {
	Domain, Name string
	// Files is the path or glob of its Parquet files, absolute.
	Files   string
	Columns []ContractColumn
	Path    string // of the contract
}

// ContractColumn is a column of a contract.
type ContractColumn struct {
	Name, Physical string
}

type contractFile struct {
	Domain  string
	Version string
	Servers []struct {
		Path, Location, Format string
	}
	Schema []struct {
		Name       string
		Properties []struct {
			Name         string
			PhysicalName string `yaml:"physicalName"`
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
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			return nil, err
		}
		var f contractFile
		if err := yaml.Unmarshal(text, &f); err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		if len(f.Servers) == 0 {
			return nil, fmt.Errorf("%s: no server", p)
		}
		loc := f.Servers[0].Path
		if loc == "" {
			loc = f.Servers[0].Location
		}
		if !filepath.IsAbs(loc) {
			loc = filepath.Join(mesh, loc)
		}
		for _, s := range f.Schema {
			ds := Dataset{Domain: f.Domain, Name: s.Name, Path: p, Files: strings.ReplaceAll(loc, "{model}", s.Name)}
			for _, c := range s.Properties {
				physical := c.PhysicalName
				if physical == "" {
					physical = c.Name
				}
				ds.Columns = append(ds.Columns, ContractColumn{c.Name, physical})
			}
			out = append(out, ds)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no contract", mesh)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Domain+"."+out[i].Name < out[j].Domain+"."+out[j].Name })
	return out, nil
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
		fmt.Fprintf(&b, "CREATE SCHEMA IF NOT EXISTS %s;\nCREATE OR REPLACE VIEW %s.%s AS %s;\n", d.Domain, d.Domain, d.Name, d.Select())
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

// LoadMariaDB gives MariaDB the same tables with the same rows. columnTypes
// are the types as SHOW COLUMNS gives them, by domain.name and column.
func LoadMariaDB(c *Conn, o *Oracle, sets []Dataset, columnTypes map[string]map[string]string, dir string) error {
	for _, d := range sets {
		table := d.Domain + "." + d.Name
		var defs, fields, quoted []string
		for _, col := range d.Columns {
			typ := columnTypes[table][col.Name]
			if typ == "" {
				return fmt.Errorf("no type for %s.%s", table, col.Name)
			}
			defs = append(defs, fmt.Sprintf("`%s` %s NULL", col.Name, narrowVarchar(typ)))
			fields = append(fields, "`"+col.Name+"`")
			if strings.HasPrefix(typ, "varchar") || strings.HasPrefix(typ, "char") || typ == "longtext" || typ == "json" {
				quoted = append(quoted, fmt.Sprintf("%q", col.Name))
			}
		}
		defs = append(defs, keysOf(d)...)
		file := filepath.Join(dir, table+".tsv")
		force := ""
		if len(quoted) > 0 {
			force = ", FORCE_QUOTE (" + strings.Join(quoted, ", ") + ")"
		}
		if _, err := o.Query(fmt.Sprintf("COPY (%s) TO %s (FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '\"', ESCAPE '\"', NULLSTR 'NULL'%s)", d.Select(), quoteSQL(file), force)); err != nil {
			return err
		}
		for _, sql := range []string{
			"CREATE DATABASE IF NOT EXISTS " + d.Domain,
			"DROP TABLE IF EXISTS " + table,
			fmt.Sprintf("CREATE TABLE %s (%s)", table, strings.Join(defs, ", ")),
			fmt.Sprintf("LOAD DATA INFILE '%s' INTO TABLE %s CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '' LINES TERMINATED BY '\\n' (%s)", file, table, strings.Join(fields, ", ")),
			"ANALYZE TABLE " + table,
		} {
			if _, err := c.Query(sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		os.Remove(file)
	}
	return nil
}

// narrowVarchar keeps MariaDB's rows below its limit of 65,535 bytes.
func narrowVarchar(typ string) string {
	if typ == "varchar(16383)" {
		return "varchar(2000)"
	}
	return typ
}

// keysOf gives MariaDB indexes on key columns, without which joins take minutes.
func keysOf(d Dataset) []string {
	var out []string
	for _, c := range d.Columns {
		if strings.HasSuffix(c.Name, "key") {
			out = append(out, "INDEX (`"+c.Name+"`)")
		}
	}
	return out
}

// ColumnTypes asks a server for each table's column types, as this connection sees them.
func ColumnTypes(c *Conn) (map[string]map[string]string, error) {
	r, err := c.One("SELECT table_schema, table_name, column_name, column_type FROM information_schema.columns WHERE table_schema NOT IN ('information_schema', 'mysql')")
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]string{}
	for _, row := range r.Rows {
		t := row[0].Text + "." + row[1].Text
		if out[t] == nil {
			out[t] = map[string]string{}
		}
		out[t][row[2].Text] = row[3].Text
	}
	return out, nil
}
