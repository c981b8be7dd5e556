package contract

import (
	"fmt"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/spelling"
	"nanohouse/internal/yamldoc"
)

// reader reads one contract and gathers its findings.
type reader struct {
	dir      string // the mesh directory, absolute
	file     string // the contract, relative to dir
	findings []catalog.Finding
	// A contract's columns share few types and labels, so that each is understood once.
	physicals map[physicalText]physicalResult
	labels    map[string]string // a label to the closed one that it almost is, or ""
	kept      map[string]string
	// collation is the mesh's; said has those that columns give, by their lines.
	collation catalog.Collation
	said      map[int]*catalog.Collation
}

type physicalText struct {
	text    string
	boolean bool
}

type physicalResult struct {
	typ catalog.Type
	bad *problem
}

func newReader(dir, file string) *reader {
	return &reader{dir: dir, file: file, physicals: map[physicalText]physicalResult{}, labels: map[string]string{},
		kept: map[string]string{}}
}

// physical is parsePhysical, remembered.
func (r *reader) physical(text string, boolean bool) (catalog.Type, *problem) {
	key := physicalText{text, boolean}
	got, ok := r.physicals[key]
	if !ok {
		got.typ, got.bad = parsePhysical(text, boolean)
		r.physicals[key] = got
	}
	return got.typ, got.bad
}

// almostClosed is the closed label that a label is almost, or "".
func (r *reader) almostClosed(label string) string {
	near, ok := r.labels[label]
	if !ok {
		near = spelling.Nearest(label, []string{"confidential", "restricted"})
		if strings.EqualFold(near, label) {
			near = ""
		}
		r.labels[label] = near
	}
	return near
}

func (r *reader) report(sev catalog.Severity, line int, problem, fix string) {
	r.findings = append(r.findings, catalog.Finding{
		Position: catalog.Position{File: r.file, Line: line}, Severity: sev, Problem: problem, Fix: fix})
}

func (r *reader) errorf(line int, fix, format string, args ...any) {
	r.report(catalog.Error, line, fmt.Sprintf(format, args...), fix)
}

func (r *reader) warnf(line int, fix, format string, args ...any) {
	r.report(catalog.Warning, line, fmt.Sprintf(format, args...), fix)
}

// keep copies a text that a dataset holds on to, which would otherwise hold on
// to the text of the whole file.
func (r *reader) keep(s string) string {
	if s == "" {
		return ""
	}
	kept, ok := r.kept[s]
	if !ok {
		kept = strings.Clone(s)
		r.kept[kept] = kept
	}
	return kept
}

// text reads a value that must be text; null is "".
func (r *reader) text(e *yamldoc.Entry) string {
	if e.Value.IsNull() {
		return ""
	}
	if e.Value.Kind != yamldoc.Scalar {
		r.errorf(e.Line, "write "+e.Key+": text", "%s is not text", e.Key)
		return ""
	}
	return r.keep(strings.TrimSpace(e.Value.Text))
}

// boolean reads a value that must be true or false; null is false.
func (r *reader) boolean(e *yamldoc.Entry) bool {
	if e.Value.IsNull() {
		return false
	}
	b, ok := e.Value.Bool()
	if !ok {
		r.errorf(e.Line, "write "+e.Key+": true or "+e.Key+": false", "%s is neither true nor false", e.Key)
	}
	return b
}

// texts reads a list of texts. A single text is not taken for a list: a tag
// that got lost would open what a policy closes.
func (r *reader) texts(e *yamldoc.Entry) []string {
	if e.Value.IsNull() {
		return nil
	}
	var out []string
	if !r.isList(e) {
		return nil
	}
	for i := range e.Value.Items {
		item := &e.Value.Items[i]
		if item.Kind != yamldoc.Scalar || item.IsNull() || strings.TrimSpace(item.Text) == "" {
			r.errorf(item.Line, "write each as a word", "%s holds something that is not text", e.Key)
			continue
		}
		out = append(out, r.keep(strings.TrimSpace(item.Text)))
	}
	return out
}

// isList reports whether a value is a list, and that it should be.
func (r *reader) isList(e *yamldoc.Entry) bool {
	if e.Value.Kind == yamldoc.Sequence {
		return true
	}
	if !e.Value.IsNull() {
		r.errorf(e.Line, "write it as a list: "+e.Key+": [a, b], or lines that begin with -", "%s is not a list", e.Key)
	}
	return false
}

// mappings calls f with each mapping of a list.
func (r *reader) mappings(e *yamldoc.Entry, f func(n *yamldoc.Node)) {
	if !r.isList(e) {
		return
	}
	for i := range e.Value.Items {
		item := &e.Value.Items[i]
		if item.Kind != yamldoc.Mapping {
			r.errorf(item.Line, "write its keys and values: - name: …", "an item of %s is not a mapping", e.Key)
			continue
		}
		f(item)
	}
}

// custom reads customProperties: a list of property and value.
func (r *reader) custom(e *yamldoc.Entry) map[string]*yamldoc.Entry {
	out := map[string]*yamldoc.Entry{}
	r.mappings(e, func(n *yamldoc.Node) {
		name, value := n.Get("property"), n.Get("value")
		if name == nil || value == nil {
			r.errorf(n.Line, "write - property: name, and value: … below it", "a custom property lacks property or value")
			return
		}
		out[r.text(name)] = value
	})
	return out
}
