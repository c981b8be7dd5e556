package contract

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/yamldoc"
)

// header is what a contract says of all its datasets.
type header struct {
	api           string
	version       string
	major         int
	status        catalog.Status
	domain        string
	product       string
	description   string
	owner         string
	tags          []string
	roles         []string
	serviceLevels []catalog.ServiceLevel
}

// readText reads the text of one contract; file is relative to the mesh directory.
func readText(dir, file string, text []byte, opt Options) result {
	r := newReader(dir, file)
	r.collation = opt.Collation
	doc, err := yamldoc.Parse(text)
	if err != nil {
		line, problem, fix := 0, err.Error(), ""
		if e, ok := err.(*yamldoc.Error); ok {
			line, problem, fix = e.Line, e.Problem, e.Fix
		}
		r.errorf(line, fix, "%s", problem)
		return result{findings: r.findings}
	}
	if doc.Kind != yamldoc.Mapping {
		r.errorf(1, "begin with apiVersion: v3.1.0", "the file is not a data contract")
		return result{findings: r.findings}
	}
	h := r.header(&doc)
	datasets := r.datasets(&doc, h, opt.Server)
	return r.finish(h, datasets)
}

// finish keeps back what must not be served. Nothing of a draft or retired
// contract is served, so that its errors need not stop the mesh.
func (r *reader) finish(h header, datasets []*catalog.Dataset) result {
	served := h.status == catalog.Active || h.status == catalog.Deprecated
	if h.status == catalog.Draft || h.status == catalog.Retired {
		for i := range r.findings {
			r.findings[i].Severity = catalog.Warning
		}
	}
	switch {
	case catalog.HasErrors(r.findings):
		return result{broken: datasets, findings: r.findings}
	case !served:
		datasets = nil
	}
	return result{datasets: datasets, findings: r.findings}
}

// header reads everything but schema and servers.
func (r *reader) header(doc *yamldoc.Node) header {
	var h header
	for i := range doc.Entries {
		e := &doc.Entries[i]
		switch e.Key {
		case "apiVersion":
			h.api = r.apiVersion(e)
		case "kind":
			if kind := r.text(e); kind != "DataContract" {
				r.errorf(e.Line, "write kind: DataContract", "kind is %s", quote(kind))
			}
		case "version":
			h.version, h.major = r.version(e)
		case "status":
			h.status = r.status(e)
		case "domain":
			h.domain = r.domain(e)
		case "dataProduct":
			h.product = r.text(e)
		case "description":
			h.description = r.description(e)
		case "tags":
			h.tags = r.texts(e)
		case "team":
			h.owner = r.owner(e)
		case "roles":
			h.roles = r.roles(e)
		case "slaProperties":
			h.serviceLevels = r.serviceLevels(e)
		default:
			r.checkKey(e, contractKeys, "a contract")
		}
	}
	r.missing(doc, h)
	r.fileName(doc, h)
	return h
}

// missing reports the keys that a contract must have.
func (r *reader) missing(doc *yamldoc.Node, h header) {
	folder := r.folder()
	for _, k := range []struct{ key, example string }{
		{"apiVersion", "v3.1.0"}, {"kind", "DataContract"}, {"version", "1.0.0"}, {"status", "active"},
		{"domain", folder}, {"schema", "and below it - name: …"},
	} {
		if doc.Get(k.key) == nil {
			r.errorf(1, "write "+k.key+": "+k.example, "the contract has no %s", k.key)
		}
	}
	if doc.Get("id") == nil {
		r.warnf(1, "write id: urn:"+folder+":…, as ODCS asks for it", "the contract has no id")
	}
}

// folder is the name of the domain's folder, or "" for a file beside the folders.
func (r *reader) folder() string {
	parts := strings.Split(r.file, "/")
	if len(parts) < 3 {
		return ""
	}
	return parts[1]
}

var apiVersions = regexp.MustCompile(`^v3\.[012]\.[0-9]+$`)

func (r *reader) apiVersion(e *yamldoc.Entry) string {
	v := r.text(e)
	if !apiVersions.MatchString(v) {
		r.errorf(e.Line, "write apiVersion: v3.1.0 (v3.0, v3.1 and v3.2 are read)", "apiVersion %s is not known", quote(v))
	}
	return v
}

var semver = regexp.MustCompile(`^(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

func (r *reader) version(e *yamldoc.Entry) (string, int) {
	v := r.text(e)
	m := semver.FindStringSubmatch(v)
	if m == nil {
		r.errorf(e.Line, "write major.minor.patch, such as version: 1.0.0", "version %s is not a semantic version", quote(v))
		return v, 0
	}
	major, err := strconv.Atoi(m[1])
	if err != nil {
		r.errorf(e.Line, "write a smaller number", "version %s is too large", quote(v))
	}
	return v, major
}

func (r *reader) status(e *yamldoc.Entry) catalog.Status {
	s := r.text(e)
	switch st := catalog.Status(s); st {
	case catalog.Draft, catalog.Active, catalog.Deprecated, catalog.Retired:
		return st
	case "proposed": // ODCS's word for what comes before a draft
		return catalog.Draft
	}
	r.errorf(e.Line, "write draft, active, deprecated or retired", "status %s is not known", quote(s))
	return ""
}

func (r *reader) domain(e *yamldoc.Entry) string {
	d, folder := r.text(e), r.folder()
	switch problem := badName(d, maxIdentifier); {
	case problem != "":
		r.errorf(e.Line, "write letters, digits and _ (at most 64)", "domain %s %s, and cannot be a database", quote(d), problem)
	case reservedDomains[strings.ToLower(d)]:
		r.errorf(e.Line, "choose another name", "domain %s is a database that MySQL itself has", d)
	case folder == "":
		r.errorf(e.Line, "move the file to domains/"+d+"/", "the contract is not in a domain's folder")
	case folder != d:
		r.errorf(e.Line, "write domain: "+folder+", or move the file to domains/"+d+"/", "domain %s differs from its folder %s", d, folder)
	}
	return d
}

// description reads text, or the parts of a description as one text.
func (r *reader) description(e *yamldoc.Entry) string {
	if e.Value.Kind != yamldoc.Mapping {
		return r.text(e)
	}
	var parts []string
	for _, key := range []string{"purpose", "usage", "limitations"} {
		if part := e.Value.Get(key); part != nil {
			if s := r.text(part); s != "" {
				parts = append(parts, s)
			}
		}
	}
	return strings.Join(parts, "\n")
}

var fileNames = regexp.MustCompile(`^(.+)\.v([0-9]+)\.odcs\.yaml$`)

// fileName warns of a file whose name says another dataset or version than its text.
func (r *reader) fileName(doc *yamldoc.Node, h header) {
	m := fileNames.FindStringSubmatch(path.Base(r.file))
	if m == nil {
		return
	}
	if e := doc.Get("version"); e != nil && h.version != "" && m[2] != strconv.Itoa(h.major) {
		r.warnf(e.Line, "rename the file, or correct the version", "the file name says version %s, the text %s", m[2], quote(h.version))
	}
	schema := doc.Get("schema")
	if schema == nil || len(schema.Value.Items) != 1 {
		return
	}
	if name := schema.Value.Items[0].Get("name"); name != nil && name.Value.Text != m[1] {
		r.warnf(name.Line, "rename the file, or correct the name", "the file name says dataset %s, the text %s", m[1], quote(name.Value.Text))
	}
}
