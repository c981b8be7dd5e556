package contract

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sample is a contract of n columns, as teams write them.
func sample(domain, name string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `apiVersion: v3.1.0
kind: DataContract
id: urn:%[1]s:%[2]s
name: %[2]s
version: 1.0.0
status: active
domain: %[1]s
description:
  purpose: The data of %[2]s
schema:
  - name: %[2]s
    logicalType: object
    properties:
`, domain, name)
	types := []string{"integer\n        physicalType: BIGINT", "string\n        physicalType: VARCHAR(40)",
		"number\n        physicalType: DECIMAL(15,2)", "date\n        physicalType: DATE"}
	for i := range n {
		fmt.Fprintf(&b, `      - name: column_%d
        logicalType: %s
        description: What column %d says of the thing
        classification: internal
        required: true
        tags: [pii.kind%d, core]
`, i, types[i%len(types)], i, i%7)
	}
	fmt.Fprintf(&b, "servers:\n  - server: files\n    type: local\n    format: parquet\n    path: data/%s/%s/*.parquet\n", domain, name)
	return b.String()
}

// The unchanged datasets of a reload must be the same values: plans are cached by them.
func TestCacheKeepsUnchanged(t *testing.T) {
	dir := t.TempDir()
	opt := Options{Cache: NewCache()}
	put(t, dir, "domains/sales/a.odcs.yaml", sample("sales", "a", 3))
	put(t, dir, "domains/sales/b.odcs.yaml", sample("sales", "b", 3))
	first, findings := Load(dir, opt)
	if len(first) != 2 || len(findings) != 0 {
		t.Fatalf("%d datasets, %v", len(first), findings)
	}
	put(t, dir, "domains/sales/b.odcs.yaml", sample("sales", "b", 4))
	second, _ := Load(dir, opt)
	if len(second) != 2 || second[0] != first[0] {
		t.Error("the unchanged dataset was made anew")
	}
	if len(second[1].Columns) != 4 {
		t.Error("the changed dataset was not read anew")
	}
	if err := os.Remove(filepath.Join(dir, "domains/sales/a.odcs.yaml")); err != nil {
		t.Fatal(err)
	}
	if third, _ := Load(dir, opt); len(third) != 1 || len(opt.Cache.entries) != 1 {
		t.Errorf("%d datasets and %d cached after a file was removed", len(third), len(opt.Cache.entries))
	}
	opt.Server = "elsewhere"
	if other, _ := Load(dir, opt); len(other) != 1 || other[0] == second[1] {
		t.Error("another server was answered from the cache")
	}
}

// A file that cannot be read is a finding, and so is a link that is not followed.
func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "elsewhere/a.odcs.yaml", sample("sales", "a", 1))
	if err := os.MkdirAll(filepath.Join(dir, "domains/sales"), 0o755); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{
		"domains/linked":            "../elsewhere",
		"domains/sales/b.odcs.yaml": "nowhere",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	datasets, findings := Load(dir, Options{})
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintln(&b, f)
	}
	want := "domains/linked: warning: a symbolic link to a folder is not followed; put the folder itself here\n" +
		"domains/sales/b.odcs.yaml: the file cannot be read: no such file or directory; make it readable for the server\n"
	if b.String() != want || len(datasets) != 0 {
		t.Errorf("got %d datasets and\n%swant\n%s", len(datasets), b.String(), want)
	}
}

// FuzzLoad: no text makes the reader panic, and a text with an error gives no dataset.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(sample("sales", "a", 2)))
	f.Add([]byte("schema: [{name: a, physicalType: view, customProperties: [{property: query, value: 1}]}]\nstatus: active\n"))
	f.Add([]byte("schema:\n- properties:\n  - items: {properties: [{map: {key: {tags: [a]}}}]}\n    logicalTypeOptions: 1\n"))
	f.Add([]byte("servers: [{type: local, path: 'a=*/**/b', customProperties: [{property: hivePartitioning, value: true}]}]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := readText("/mesh", "domains/sales/a.v1.odcs.yaml", text, Options{})
		for _, finding := range r.findings {
			if strings.ContainsAny(finding.String(), "\x00") {
				t.Fatalf("finding %q", finding)
			}
		}
		for _, ds := range r.datasets {
			if ds.Domain != "sales" || ds.Name == "" || len(ds.Columns) == 0 || (ds.View == "") == (ds.Source.Path == "") {
				t.Fatalf("half a dataset: %+v", ds)
			}
		}
	})
}

// thousand writes 1,000 contracts of 200 columns.
func thousand(b *testing.B) string {
	dir := b.TempDir()
	for i := range 1000 {
		domain, name := fmt.Sprintf("domain_%d", i/50), fmt.Sprintf("dataset_%d", i)
		put(b, dir, "domains/"+domain+"/"+name+".v1.odcs.yaml", sample(domain, name, 200))
	}
	return dir
}

func BenchmarkLoad1000(b *testing.B) {
	dir := thousand(b)
	for b.Loop() {
		if datasets, findings := Load(dir, Options{}); len(datasets) != 1000 || len(findings) != 0 {
			b.Fatalf("%d datasets, %v", len(datasets), findings)
		}
	}
}

func BenchmarkReload1000(b *testing.B) {
	dir := thousand(b)
	opt := Options{Cache: NewCache()}
	Load(dir, opt)
	n := 0
	for b.Loop() {
		n++
		put(b, dir, "domains/domain_0/dataset_0.v1.odcs.yaml", sample("domain_0", "dataset_0", 100+n%100))
		if datasets, findings := Load(dir, opt); len(datasets) != 1000 || len(findings) != 0 {
			b.Fatalf("%d datasets, %v", len(datasets), findings)
		}
	}
}
