package authn

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/spelling"
	"nanohouse/internal/yamldoc"
)

// UsersFile is where a mesh keeps its users.
const UsersFile = "policy/users.yaml"

// The auth plugins that a user may have.
const (
	CachingSHA2 = "caching_sha2_password"
	Native      = "mysql_native_password"
	Cleartext   = "mysql_clear_password"
)

// mostName is MySQL's limit on user names, in characters.
const mostName = 32

// user is one entry of users.yaml.
type user struct {
	catalog.Position
	name   string
	secret string // of caching_sha2_password and mysql_clear_password
	native []byte // SHA1(SHA1(password)) of mysql_native_password
	plugin string
	roles  []string
	claims map[string]string
}

// Users is the users of one revision of policy. It is immutable; the zero Users knows nobody.
type Users struct {
	byName map[string]*user
	order  []*user
}

// Load reads a mesh's policy/users.yaml. When a finding is an error, the Users
// that it returns knows nobody. A mesh without the file has no users.
func Load(meshDir string) (*Users, []catalog.Finding) {
	text, err := os.ReadFile(filepath.Join(meshDir, filepath.FromSlash(UsersFile)))
	pos := catalog.Position{File: UsersFile}
	if errors.Is(err, fs.ErrNotExist) {
		return &Users{}, []catalog.Finding{{Position: pos, Severity: catalog.Warning, Problem: "the mesh has no users, so nobody can log in",
			Fix: "run nanohouse user add NAME --role ROLE"}}
	}
	if err != nil {
		return &Users{}, []catalog.Finding{{Position: pos, Problem: "the file cannot be read", Fix: "make it readable for the server's user"}}
	}
	u, findings := parseUsers(text)
	if catalog.HasErrors(findings) {
		return &Users{}, findings
	}
	return u, findings
}

// Principal gives a user as policy knows it; roles gives all roles of a user
// from those that users.yaml gives directly. A session asks again after a reload:
// false means that the user is gone, and its sessions must end.
func (u *Users) Principal(name string, roles func(user string, direct []string) []string) (auth.Principal, bool) {
	x, ok := u.byName[name]
	if !ok {
		return auth.Principal{}, false
	}
	return auth.Principal{Name: x.name, Roles: roles(x.name, slices.Clone(x.roles)), Claims: x.claims}, true
}

// Members lists the users with their direct roles, in the order of the file.
func (u *Users) Members() []auth.Member {
	out := make([]auth.Member, len(u.order))
	for i, x := range u.order {
		out[i] = auth.Member{Position: x.Position, Name: x.name, Roles: slices.Clone(x.roles)}
	}
	return out
}

// Names lists the users in the order of the file.
func (u *Users) Names() []string {
	out := make([]string, len(u.order))
	for i, x := range u.order {
		out[i] = x.name
	}
	return out
}

// Check finds users whose plugin the mesh does not allow.
func (u *Users) Check(cfg Config) []catalog.Finding {
	var out []catalog.Finding
	for _, x := range u.order {
		if x.plugin == Native && !cfg.Native {
			out = append(out, catalog.Finding{Position: x.Position, Problem: fmt.Sprintf("user %s logs in by %s, which the mesh does not allow", x.name, Native),
				Fix: "remove plugin and native, and run nanohouse user add --replace, or allow the plugin in mesh.yaml"})
		}
		if x.plugin == Cleartext && !cfg.Cleartext {
			out = append(out, catalog.Finding{Position: x.Position, Problem: fmt.Sprintf("user %s logs in by %s, which the mesh does not allow", x.name, Cleartext),
				Fix: "remove plugin: " + CachingSHA2 + " sends no readable password"})
		}
	}
	return out
}

// parseUsers reads a file of users:
//
//	users:
//	  - name: anna
//	    secret: $A$005$…          # what nanohouse user add writes
//	    roles: [analyst]
//	    claims: {dept: sales}
//	    plugin: caching_sha2_password
//	    native: "*6BB4837EB7…"    # only for plugin mysql_native_password
func parseUsers(text []byte) (*Users, []catalog.Finding) {
	root, err := yamldoc.Parse(text)
	if err != nil {
		f := catalog.Finding{Position: catalog.Position{File: UsersFile}, Problem: "the file is not YAML"}
		var bad *yamldoc.Error
		if errors.As(err, &bad) {
			f.Line, f.Problem, f.Fix = bad.Line, bad.Problem, bad.Fix
		}
		return &Users{}, []catalog.Finding{f}
	}
	r := reader{out: &Users{byName: map[string]*user{}}, folded: map[string]*user{}}
	if root.IsNull() {
		return r.out, nil
	}
	for _, e := range root.Entries {
		if e.Key != "users" {
			r.wrong(e.Line, fmt.Sprintf("unknown key %s", e.Key), "write users: and below it a list of users")
		}
	}
	list := root.Get("users")
	switch {
	case list == nil && len(r.findings) == 0, list != nil && list.Value.Kind != yamldoc.Sequence && !list.Value.IsNull():
		r.wrong(root.Line, "there is no list of users", "write users: and below it a list, each with name, secret and roles")
	case list != nil:
		for i := range list.Value.Items {
			r.user(&list.Value.Items[i])
		}
	}
	return r.out, r.findings
}

type reader struct {
	out      *Users
	folded   map[string]*user
	findings []catalog.Finding
}

func (r *reader) wrong(line int, problem, fix string) {
	r.findings = append(r.findings, catalog.Finding{Position: catalog.Position{File: UsersFile, Line: line}, Problem: problem, Fix: fix})
}

var userKeys = []string{"name", "secret", "roles", "claims", "plugin", "native"}

func (r *reader) user(n *yamldoc.Node) {
	if n.Kind != yamldoc.Mapping {
		r.wrong(n.Line, "a user is a mapping", "write - name: anna, and below it secret and roles")
		return
	}
	u := &user{Position: catalog.Position{File: UsersFile, Line: n.Line}}
	before := len(r.findings)
	for i := range n.Entries {
		r.key(u, &n.Entries[i])
	}
	if len(r.findings) > before {
		return
	}
	r.finish(u)
	if len(r.findings) > before {
		return
	}
	r.out.byName[u.name] = u
	r.out.order = append(r.out.order, u)
	r.folded[strings.ToLower(u.name)] = u
}

// finish checks what the keys of a user must have together.
func (r *reader) finish(u *user) {
	if u.name == "" {
		r.wrong(u.Line, "a user has no name", "write name: anna")
		return
	}
	if old := r.folded[strings.ToLower(u.name)]; old != nil {
		r.wrong(u.Line, fmt.Sprintf("user %s is already written at line %d", u.name, old.Line), "remove one of them; names that differ only by case are the same to policy")
	}
	if u.plugin == "" {
		u.plugin = CachingSHA2
	}
	switch {
	case u.plugin == Native && u.native == nil:
		r.wrong(u.Line, fmt.Sprintf("user %s has no native hash", u.name), `write native: "*" and 40 hex digits, or remove plugin`)
	case u.plugin != Native && u.secret == "":
		r.wrong(u.Line, fmt.Sprintf("user %s has no secret", u.name), fmt.Sprintf("run nanohouse user add %s --replace", u.name))
	case u.plugin != Native && u.native != nil:
		r.wrong(u.Line, fmt.Sprintf("user %s has a native hash but not its plugin", u.name), "write plugin: "+Native+", or remove native")
	}
}

func (r *reader) key(u *user, e *yamldoc.Entry) {
	v := &e.Value
	text := v.Kind == yamldoc.Scalar && !v.IsNull()
	switch e.Key {
	case "name":
		if u.name = v.Text; !text || nameProblem(u.name) != "" {
			r.wrong(e.Line, "bad user name: "+nameProblem(u.name), "write a name of letters, digits, _, -, . or @")
		}
	case "secret":
		s, err := parseSecret(v.Text)
		if !text || err != nil {
			r.wrong(e.Line, "this is not a hash of a password", errSecret.Error())
		}
		u.secret = s
	case "native":
		raw, err := hex.DecodeString(strings.TrimPrefix(v.Text, "*"))
		if !text || err != nil || len(raw) != 20 || v.Text[0] != '*' {
			r.wrong(e.Line, "this is not a hash of "+Native, `write "*" and 40 hex digits`)
		}
		u.native = raw
	case "plugin":
		if u.plugin = v.Text; !slices.Contains([]string{CachingSHA2, Native, Cleartext}, u.plugin) {
			r.wrong(e.Line, "unknown plugin", "write "+CachingSHA2+", "+Native+" or "+Cleartext)
		}
	case "roles":
		u.roles = r.roles(e)
	case "claims":
		u.claims = r.claims(e)
	default:
		fix := "write one of " + strings.Join(userKeys, ", ")
		if near := spelling.Nearest(e.Key, userKeys); near != "" {
			fix = "write " + near
		}
		r.wrong(e.Line, fmt.Sprintf("unknown key %s", e.Key), fix)
	}
}

// nameProblem says why a name could not be told apart from something else.
func nameProblem(name string) string {
	switch {
	case name == "":
		return "it is empty"
	case utf8.RuneCountInString(name) > mostName:
		return fmt.Sprintf("it is longer than %d characters", mostName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("_-.@", c)
	}):
		return "it holds other characters than letters, digits, _, -, . and @"
	}
	return ""
}

func (r *reader) roles(e *yamldoc.Entry) []string {
	var out []string
	if e.Value.IsNull() {
		return nil
	}
	if e.Value.Kind != yamldoc.Sequence {
		r.wrong(e.Line, "roles is not a list", "write roles: [analyst]")
		return nil
	}
	for i := range e.Value.Items {
		n := &e.Value.Items[i]
		role := strings.TrimPrefix(n.Text, "role:")
		if n.Kind != yamldoc.Scalar || nameProblem(strings.TrimPrefix(role, "group:")) != "" {
			r.wrong(n.Line, "bad role", "write a role's name, such as analyst")
			continue
		}
		out = append(out, role)
	}
	return out
}

func (r *reader) claims(e *yamldoc.Entry) map[string]string {
	if e.Value.IsNull() {
		return nil
	}
	if e.Value.Kind != yamldoc.Mapping {
		r.wrong(e.Line, "claims is not a mapping", "write claims: {dept: sales}")
		return nil
	}
	out := map[string]string{}
	for i := range e.Value.Entries {
		c := &e.Value.Entries[i]
		if c.Value.Kind != yamldoc.Scalar {
			r.wrong(c.Line, fmt.Sprintf("claim %s is not one text", c.Key), "write claims: {dept: sales}")
			continue
		}
		out[c.Key] = c.Value.Text
	}
	return out
}
