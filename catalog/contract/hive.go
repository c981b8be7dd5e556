package contract

import (
	"path"
	"regexp"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/yamldoc"
)

// hiveProperty reads the custom property hivePartitioning, or nil when there is none.
func (r *reader) hiveProperty(custom map[string]*yamldoc.Entry) *bool {
	e := custom["hivePartitioning"]
	if e == nil {
		return nil
	}
	b := r.boolean(e)
	return &b
}

var hivePart = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_.-]*)=`)

// hiveKeys are the keys of the key=value parts of a path, in lower case.
func hiveKeys(file string) []string {
	var out []string
	for _, part := range strings.Split(path.Dir(file), "/") {
		if m := hivePart.FindStringSubmatch(part); m != nil {
			out = append(out, strings.ToLower(m[1]))
		}
	}
	return out
}

// partitions decides whether key=value parts of the path are columns, and which
// columns are. Where both a path part and the files could give a column, the
// engine would let the path's value win without a word, so that is refused.
func (r *reader) partitions(file string, line int, said *bool, columns []catalog.Column) bool {
	found := hiveKeys(file)
	if said != nil && !*said {
		for i := range columns {
			columns[i].Partition = false
		}
		return false
	}
	hive := len(found) > 0 || said != nil
	wild := strings.ContainsAny(path.Dir(file), "*?[{")
	for i := range columns {
		c := &columns[i]
		inPath := has(found, strings.ToLower(c.PhysicalName))
		switch {
		case inPath && !c.Partition:
			r.errorf(c.Declared.Line, "write partitioned: true when the files lack this column; otherwise rename the folders, or write the custom property hivePartitioning: false",
				"the path part %s=… at line %d would replace the column %s of the files", strings.ToLower(c.PhysicalName), line, quote(c.Name))
		case c.Partition && !inPath && !hive && !wild:
			c.Partition = false // partitioned in another way: the files hold the column
		case c.Partition && !inPath && said == nil && !(hive && strings.Contains(file, "**")):
			r.errorf(c.Declared.Line, "write "+c.PhysicalName+"=* in the path, or the custom property hivePartitioning: false when the files hold the column",
				"column %s is partitioned, but the path at line %d has no part %s=…", quote(c.Name), line, c.PhysicalName)
		}
	}
	return hive
}
