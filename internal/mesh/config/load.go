package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/spelling"
	"nanohouse/internal/yamldoc"
)

// Load reads a mesh directory's mesh.yaml; a mesh without one has the defaults.
// Credentials are read by getenv, and from files.
func Load(dir string, getenv func(string) string) (*Config, []catalog.Finding) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, []catalog.Finding{finding(0, "the mesh directory cannot be named: "+err.Error(), "name an existing directory")}
	}
	text, err := os.ReadFile(filepath.Join(dir, File))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text = nil
	case err != nil:
		return nil, []catalog.Finding{finding(0, "the file cannot be read", "make it readable for the server")}
	}
	return read(dir, text, getenv)
}

// loader reads one mesh.yaml.
type loader struct {
	dir      string
	getenv   func(string) string
	config   Config
	lines    map[string]int // where each key stands
	findings []catalog.Finding
}

func read(dir string, text []byte, getenv func(string) string) (*Config, []catalog.Finding) {
	l := &loader{dir: dir, getenv: getenv, config: Default(dir), lines: map[string]int{}}
	doc, err := yamldoc.Parse(text)
	if e := (*yamldoc.Error)(nil); errors.As(err, &e) {
		return nil, []catalog.Finding{finding(e.Line, e.Problem, e.Fix)}
	}
	switch {
	case doc.IsNull():
	case doc.Kind != yamldoc.Mapping:
		l.report(doc.Line, "the file is not a mapping", "write key: value")
	default:
		l.section("", &doc)
	}
	l.check()
	sort.SliceStable(l.findings, func(i, j int) bool { return l.findings[i].Line < l.findings[j].Line })
	return &l.config, l.findings
}

func (l *loader) report(line int, problem, fix string) {
	l.findings = append(l.findings, finding(line, problem, fix))
}

// section reads the keys below a prefix such as "engine.".
func (l *loader) section(prefix string, n *yamldoc.Node) {
	for i := range n.Entries {
		e := &n.Entries[i]
		key := prefix + e.Key
		l.lines[key] = e.Line
		switch s := find(key); {
		case key == "storage.roots":
			l.roots(e)
		case key == "storage.s3":
			l.s3List(e)
		case s != nil:
			l.set(s, e)
		case !isSection(key):
			l.unknown(key, e)
		case e.Value.Kind == yamldoc.Mapping:
			l.section(key+".", &e.Value)
		case !e.Value.IsNull():
			l.report(e.Line, key+" has keys below it, not a value", "write them on lines of their own: "+strings.Join(keysBelow(key), ", "))
		}
	}
}

// set reads one value; an empty one leaves the default.
func (l *loader) set(s *setting, e *yamldoc.Entry) {
	if e.Value.Kind != yamldoc.Scalar {
		l.report(e.Line, s.key+" is not a single value", "write "+s.key+": "+s.value)
		return
	}
	if e.Value.IsNull() {
		return
	}
	if err := s.set(&l.config, l.dir, strings.TrimSpace(e.Value.Text)); err != nil {
		l.report(e.Line, s.key+" cannot be understood", err.Error())
	}
}

func find(key string) *setting {
	for i := range settings {
		if settings[i].key == key {
			return &settings[i]
		}
	}
	return nil
}

func allKeys() []string {
	out := []string{"storage.roots", "storage.s3"}
	for _, s := range settings {
		out = append(out, s.key)
	}
	return out
}

func isSection(key string) bool { return len(keysBelow(key)) > 0 }

func keysBelow(section string) []string {
	var out []string
	for _, k := range allKeys() {
		if rest, ok := strings.CutPrefix(k, section+"."); ok {
			out = append(out, rest)
		}
	}
	return out
}

// elsewhere are settings that people look for here, and where they are.
var elsewhere = map[string]string{
	"mask_key": "set NANOHOUSE_MASK_KEY, or write policy/mask.key, readable by its owner only",
	"policy":   "policy is read from policy/policy.csv, and a model from policy/model.conf",
	"users":    "users are in policy/users.yaml; nanohouse user add writes them",
}

// unknown reports a key that does not exist. Its value is not shown: it may be a secret.
func (l *loader) unknown(key string, e *yamldoc.Entry) {
	fix, ok := elsewhere[key]
	if !ok {
		fix = "remove it; the keys are in docs/mesh.yaml"
		candidates := allKeys()
		for _, k := range candidates {
			section, _, _ := strings.Cut(k, ".")
			candidates = append(candidates, section)
		}
		if near := spelling.Nearest(key, candidates); near != "" {
			fix = "did you mean " + near + "?"
		} else if full := byLastPart(e.Key); full != "" {
			fix = "did you mean " + full + "?"
		}
	}
	l.report(e.Line, "there is no setting "+key, fix)
}

// byLastPart finds the full key of a word that stands in the wrong section.
func byLastPart(last string) string {
	for _, k := range allKeys() {
		if strings.HasSuffix(k, "."+last) {
			return k
		}
	}
	return ""
}

// check reports settings that contradict each other.
func (l *loader) check() {
	c := &l.config
	if (c.TLS.Cert == "") != (c.TLS.Key == "") {
		l.report(max(l.lines["tls.cert"], l.lines["tls.key"]), "a certificate needs its key, and a key its certificate", "write both tls.cert and tls.key")
	}
	for key, file := range map[string]string{"tls.cert": c.TLS.Cert, "tls.key": c.TLS.Key} {
		if _, err := os.Stat(file); file != "" && err != nil {
			l.report(l.lines[key], "the file of "+key+" cannot be read", "write the path of a PEM file")
		}
	}
	if c.Listen.MySQL == "" && c.Listen.Socket == "" {
		l.report(l.lines["listen.mysql"], "the server would listen nowhere", "write listen.mysql or listen.socket")
	}
}
