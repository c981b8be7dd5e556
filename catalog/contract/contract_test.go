package contract

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"nanohouse/catalog"
)

// TestContracts runs testdata/*.test. The commands:
//
//	contract [file=…] [server=…] [collation=…]   a mesh of this one contract: its datasets and findings
//	file NAME                      adds a file to the next load
//	load                           the datasets and findings of the files added
//	check                          as load, and what CheckFiles says
//	types                          lines of "logicalType; physicalType; options" to column types
func TestContracts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		if !strings.HasSuffix(path, ".test") {
			t.Skipf("%s is a fuzz input, run by FuzzLoad", path)
		}
		dir := t.TempDir()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "contract":
				file, server := "domains/sales/orders.v1.odcs.yaml", ""
				d.MaybeScanArgs(t, "file", &file)
				d.MaybeScanArgs(t, "server", &server)
				collation := catalog.UTF8MB4Bin0900.String()
				d.MaybeScanArgs(t, "collation", &collation)
				c, _ := catalog.CollationOf(collation)
				one := t.TempDir()
				put(t, one, file, d.Input)
				return load(one, Options{Server: server, Collation: c}, false)
			case "file":
				put(t, dir, d.CmdArgs[0].Key, d.Input)
				return ""
			case "load", "check":
				out := load(dir, Options{}, d.Cmd == "check")
				dir = t.TempDir()
				return out
			case "types":
				return types(t, d.Input)
			}
			d.Fatalf(t, "no command %s", d.Cmd)
			return ""
		})
	})
}

func put(t testing.TB, dir, file, text string) {
	t.Helper()
	path := filepath.Join(dir, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func load(dir string, opt Options, files bool) string {
	datasets, findings := Load(dir, opt)
	if files {
		findings = append(findings, CheckFiles(datasets)...)
	}
	var b strings.Builder
	for _, ds := range datasets {
		show(&b, ds)
	}
	for _, f := range findings {
		fmt.Fprintf(&b, "%s\n", f)
	}
	return strings.ReplaceAll(b.String(), dir, "MESH")
}

// show prints what a contract gave, leaving out what is empty.
func show(b *strings.Builder, ds *catalog.Dataset) {
	fmt.Fprintf(b, "%s %s %s (line %d)\n", ds.Object(), ds.Version, ds.Status, ds.Declared.Line)
	for _, kv := range []struct{ name, value string }{
		{"product", ds.Product}, {"description", ds.Description}, {"owner", ds.Owner},
		{"tags", strings.Join(ds.Tags, " ")}, {"roles", strings.Join(ds.Roles, " ")}, {"view", ds.View},
	} {
		if kv.value != "" {
			fmt.Fprintf(b, "  %s: %q\n", kv.name, kv.value)
		}
	}
	for _, s := range ds.ServiceLevels {
		fmt.Fprintf(b, "  service level: %s %s %s\n", s.Property, s.Value, s.Unit)
	}
	if s := ds.Source; s.Store != "" {
		fmt.Fprintf(b, "  %s %s hive=%t endpoint=%q region=%q\n", s.Store, s.Path, s.Hive, s.Endpoint, s.Region)
	}
	for _, c := range ds.Columns {
		fmt.Fprintf(b, "  %d: %s %s", c.Declared.Line, c.Name, c.Type)
		if c.Type.Collation != 0 {
			fmt.Fprintf(b, " collate %s", c.Type.Collation)
		}
		if c.PhysicalName != c.Name {
			fmt.Fprintf(b, " from %q", c.PhysicalName)
		}
		for _, flag := range []struct {
			on   bool
			word string
		}{{c.Required, "required"}, {c.PrimaryKey, "key"}, {c.Partition, "partition"}} {
			if flag.on {
				b.WriteString(" " + flag.word)
			}
		}
		if c.Classification != "" {
			fmt.Fprintf(b, " %q", c.Classification)
		}
		for _, tag := range c.Tags {
			b.WriteString(" #" + tag)
		}
		if c.Description != "" {
			fmt.Fprintf(b, " -- %s", c.Description)
		}
		b.WriteString("\n")
	}
}

// types shows the type that each line of "logicalType; physicalType; options" gives.
func types(t *testing.T, input string) string {
	var out strings.Builder
	for _, line := range strings.Split(input, "\n") {
		part := append(strings.Split(line, ";"), "", "")
		property := "      - name: c\n"
		for i, key := range []string{"logicalType", "physicalType"} {
			if v := strings.TrimSpace(part[i]); v != "" {
				property += fmt.Sprintf("        %s: %q\n", key, v)
			}
		}
		if v := strings.TrimSpace(part[2]); v != "" {
			property += "        logicalTypeOptions: {" + v + "}\n"
		}
		dir := t.TempDir()
		put(t, dir, "domains/d/t.v1.odcs.yaml", "apiVersion: v3.1.0\nkind: DataContract\nid: t\nversion: 1.0.0\nstatus: active\ndomain: d\n"+
			"servers: [{server: f, type: local, format: parquet, path: data/t.parquet}]\nschema:\n  - name: t\n    properties:\n"+property)
		datasets, findings := Load(dir, Options{})
		result := ""
		for _, f := range findings {
			result += f.Problem + "; " + f.Fix
		}
		if len(datasets) == 1 {
			result += datasets[0].Columns[0].Type.String()
		}
		fmt.Fprintf(&out, "%s -> %s\n", line, result)
	}
	return out.String()
}
