package casbin

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// PolicyFile is where a mesh keeps its rules.
const PolicyFile = "policy/policy.csv"

// rule is one line of policy.csv.
type rule struct {
	auth.Rule
	kind     string   // p, p2, p3 or g
	fields   []string // as Casbin is given them: names folded
	subject  string
	domain   string
	object   object
	objectID int // equal for equal objects
	action   auth.Action
	deny     bool
	priority int
	mask     auth.Mask
	lifts    bool // the mask none
	filter   string
	member   string // of g; the role is subject
}

// form is how a kind of rule is written.
type form struct {
	fields  int
	text    string
	parse   func(*rule, []string) *catalog.Finding
	example string
}

var forms = map[string]form{
	"p":  {6, "p, subject, domain, object, action, effect", parseAccess, "p, role:analyst, sales, orders, select, allow"},
	"p2": {6, "p2, priority, subject, domain, object, mask", parseMaskRule, `p2, 10, role:analyst, crm, customers.email, "partial(2,2)"`},
	"p3": {6, "p3, priority, subject, domain, object, row filter", parseFilter, `p3, 10, role:analyst_eu, crm, customers, "region IN ('EU', 'UK')"`},
	"g":  {3, "g, member, role", parseMember, "g, anna, role:analyst"},
}

// parse reads rules from the text of a policy file. A line that is wrong
// gives a finding and no rule.
func parse(file, text string) ([]*rule, []catalog.Finding) {
	var rules []*rule
	var findings []catalog.Finding
	seen := map[string]*rule{}
	text = strings.TrimPrefix(text, "\uFEFF")
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		pos := catalog.Position{File: file, Line: i + 1}
		r, finding := parseLine(line, pos)
		if finding != nil {
			finding.Position = pos
			findings = append(findings, *finding)
			continue
		}
		key := r.kind + "\x00" + strings.Join(r.fields, "\x00")
		if old := seen[key]; old != nil {
			findings = append(findings, catalog.Finding{Position: pos, Severity: catalog.Warning,
				Problem: fmt.Sprintf("this rule is already written at line %d", old.Line), Fix: "remove one of them"})
			continue
		}
		seen[key] = r
		rules = append(rules, r)
	}
	return rules, findings
}

func parseLine(line string, pos catalog.Position) (*rule, *catalog.Finding) {
	if !utf8.ValidString(line) || strings.ContainsFunc(line, func(c rune) bool { return unicode.IsControl(c) && c != '\t' }) {
		return nil, wrong("the line holds control characters or is not UTF-8", "save the file as plain UTF-8 text")
	}
	fields, err := split(line)
	if err != nil {
		return nil, wrong("the quotes of this line do not match",
			`put double quotes around the whole field and write a double quote inside it twice: "a ""b"" c"`)
	}
	f, ok := forms[fields[0]]
	if !ok {
		return nil, wrong(fmt.Sprintf("unknown rule type %q", fields[0]), "write p (access), p2 (mask), p3 (row filter) or g (role)")
	}
	if len(fields) != f.fields {
		return nil, wrongCount(fields, f)
	}
	for i, v := range fields {
		if v == "" {
			return nil, wrong(fmt.Sprintf("field %d is empty", i+1), "write "+f.text)
		}
	}
	r := &rule{Rule: auth.Rule{Position: pos, Text: line}, kind: fields[0]}
	if finding := f.parse(r, fields[1:]); finding != nil {
		return nil, finding
	}
	return r, nil
}

func split(line string) ([]string, error) {
	rd := csv.NewReader(strings.NewReader(line))
	rd.TrimLeadingSpace = true
	rd.FieldsPerRecord = -1
	fields, err := rd.Read()
	if err != nil {
		return nil, err
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return fields, nil
}

func wrongCount(fields []string, f form) *catalog.Finding {
	problem := fmt.Sprintf("%d fields where %s has %d", len(fields), fields[0], f.fields)
	if len(fields) > f.fields && (fields[0] == "p2" || fields[0] == "p3") {
		last := strings.Join(fields[f.fields-1:], ",")
		return wrong(problem, fmt.Sprintf(`put double quotes around a field with commas: "%s"`, strings.ReplaceAll(last, `"`, `""`)))
	}
	return wrong(problem, fmt.Sprintf("write %s, such as: %s", f.text, f.example))
}

func wrong(problem, fix string) *catalog.Finding {
	return &catalog.Finding{Problem: problem, Fix: fix}
}

// scope reads the subject, domain and object that three kinds of rule share.
func (r *rule) scope(sub, dom, obj string) *catalog.Finding {
	r.subject, r.domain = fold(sub), fold(dom)
	if finding := checkSubject(r.subject); finding != nil {
		return finding
	}
	if r.domain != "*" && strings.ContainsAny(r.domain, "*:") {
		return wrong(fmt.Sprintf("bad domain %q", dom), "write one domain's name, or * for all")
	}
	o, err := parseObject(fold(obj))
	if err != nil {
		return wrong(fmt.Sprintf("bad object %q", obj), err.Error())
	}
	r.object = o
	return nil
}

func checkSubject(s string) *catalog.Finding {
	name, isRole := strings.CutPrefix(s, rolePrefix)
	switch {
	case isRole && name != "" && !strings.ContainsAny(name, "*: "):
		return nil
	case s == "*" || !isRole && !strings.ContainsAny(s, "*:"):
		return nil
	case strings.HasPrefix(s, "group:"):
		return wrong(fmt.Sprintf("a rule cannot speak of %s", s), fmt.Sprintf("give the group a role (g, %s, role:name) and speak of the role", s))
	}
	return wrong(fmt.Sprintf("bad subject %q", s), "write a user's name, role:name, or * for everyone")
}

var actions = map[string]auth.Action{
	"select": auth.Select, "write": auth.Write, "ingest": auth.Ingest, "migrate": auth.Migrate, "administer": auth.Administer,
}

func parseAccess(r *rule, f []string) *catalog.Finding {
	if finding := r.scope(f[0], f[1], f[2]); finding != nil {
		return finding
	}
	action, ok := actions[fold(f[3])]
	if !ok {
		return wrong(fmt.Sprintf("unknown action %q", f[3]), "write select, write, ingest, migrate or administer")
	}
	effect := fold(f[4])
	if effect != "allow" && effect != "deny" {
		return wrong(fmt.Sprintf("unknown effect %q", f[4]), "write allow or deny")
	}
	if action != auth.Select && r.object.column != "" {
		return wrong(fmt.Sprintf("%s is about whole datasets, not about column %s", action, r.object.column),
			fmt.Sprintf("write %s as the object", r.object.dataset))
	}
	r.action, r.deny = action, effect == "deny"
	r.fields = []string{r.subject, r.domain, fold(f[2]), string(action), effect}
	return nil
}

func (r *rule) order(text string) *catalog.Finding {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return wrong(fmt.Sprintf("bad priority %q", text), "write a whole number from 0; the lowest number wins")
	}
	r.priority = n
	return nil
}

func parseMaskRule(r *rule, f []string) *catalog.Finding {
	if finding := r.order(f[0]); finding != nil {
		return finding
	}
	if finding := r.scope(f[1], f[2], f[3]); finding != nil {
		return finding
	}
	m, lifts, err := ParseMask(f[4])
	if err != nil {
		return wrong(fmt.Sprintf("unknown mask %q", f[4]), err.Error())
	}
	r.mask, r.lifts = m, lifts
	text := m.Text
	if lifts {
		text = "none"
	}
	r.fields = []string{strconv.Itoa(r.priority), r.subject, r.domain, fold(f[3]), text}
	return nil
}

func parseFilter(r *rule, f []string) *catalog.Finding {
	if finding := r.order(f[0]); finding != nil {
		return finding
	}
	if finding := r.scope(f[1], f[2], f[3]); finding != nil {
		return finding
	}
	if r.object.column != "" {
		return wrong(fmt.Sprintf("a row filter is about a dataset, not about column %s", r.object.column),
			fmt.Sprintf("write %s as the object", r.object.dataset))
	}
	r.filter = f[4]
	r.fields = []string{strconv.Itoa(r.priority), r.subject, r.domain, fold(f[3]), r.filter}
	return nil
}

func parseMember(r *rule, f []string) *catalog.Finding {
	r.member, r.subject = fold(f[0]), fold(f[1])
	group, isGroup := strings.CutPrefix(r.member, "group:")
	if finding := checkSubject(r.member); r.member == "*" || finding != nil && (!isGroup || group == "") {
		return wrong(fmt.Sprintf("bad member %q", f[0]), "write a user's name, group:name or role:name; rules for everyone have the subject *")
	}
	role, isRole := strings.CutPrefix(r.subject, rolePrefix)
	parent, isParent := strings.CutPrefix(r.subject, "group:")
	if !isRole && !isParent || role == "" && parent == "" || checkSubject(r.subject) != nil && isRole {
		return wrong(fmt.Sprintf("bad role %q", f[1]), "write role:name (or group:name) after the member")
	}
	r.fields = []string{r.member, r.subject}
	return nil
}
