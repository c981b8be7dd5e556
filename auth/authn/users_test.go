package authn

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// Hashes that MySQL 8 made.
func TestHashesAreMySQLs(t *testing.T) {
	for password, text := range map[string]string{
		"pass1": "244124303035241A502F3D02576A0150494D096659325E017E08086E516B42326E5762733366615556756E6131666174354533594255684536356E79772F5971397876772F32",
		"pass3": "2441243030352434341F5017121D0420134615056D3519305C4C57507A4B4E584E482E5351544E324B2E44764B586566567243336F56367739736F61386E424B695741395443",
	} {
		secret, err := parseSecret("0x" + text)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := hex.DecodeString(text)
		if secret != string(raw) {
			t.Errorf("hex is read as %q", secret)
		}
		if !matches(secret, []byte(password)) || matches(secret, []byte(password+"x")) || matches(secret, nil) {
			t.Errorf("%s does not match its hash, or another does", password)
		}
	}
}

func TestHash(t *testing.T) {
	a, b := secretOf(t, "tiger"), secretOf(t, "tiger")
	if a == b {
		t.Error("two hashes of one password are equal")
	}
	for _, password := range []string{"t", "tiger", strings.Repeat("long ", 51), "pässwörd", strings.Repeat("x", 256)} {
		s := secretOf(t, password)
		if _, err := parseSecret(s); err != nil || !matches(s, []byte(password)) || matches(s, []byte(password[1:])) {
			t.Errorf("%q: %v", password, err)
		}
		if salt := s[7:27]; strings.ContainsAny(salt, "$\x00") {
			t.Errorf("salt %q", salt)
		}
	}
	for _, password := range []string{"", strings.Repeat("x", 257)} {
		if _, err := Hash(password); err == nil {
			t.Errorf("a password of %d bytes is taken", len(password))
		}
	}
}

func TestUsersFindings(t *testing.T) {
	datadriven.RunTest(t, "testdata/users", func(t *testing.T, d *datadriven.TestData) string {
		secret := "$A$005$abcdefghijklmnopqrst" + strings.Repeat("x", digestLength)
		u, findings := parseUsers([]byte(strings.ReplaceAll(d.Input, "SECRET", secret)))
		var b strings.Builder
		for _, f := range findings {
			b.WriteString(f.String() + "\n")
		}
		for _, x := range u.order {
			b.WriteString(x.name + " " + x.plugin + " " + strings.Join(x.roles, ",") + "\n")
		}
		return b.String()
	})
}

func TestPrincipal(t *testing.T) {
	u := testUsers(t, "{name: anna, secret: "+secretOf(t, "x")+", roles: [b, role:a], claims: {dept: sales, level: 3}}")
	roles := func(user string, direct []string) []string { return append(direct, "of-"+user) }
	p, ok := u.Principal("anna", roles)
	want := auth.Principal{Name: "anna", Roles: []string{"b", "a", "of-anna"}, Claims: map[string]string{"dept": "sales", "level": "3"}}
	if d := cmp.Diff(want, p); !ok || d != "" {
		t.Error(d)
	}
	if _, ok := u.Principal("Anna", roles); ok {
		t.Error("names of users are compared without case")
	}
	if _, ok := (&Users{}).Principal("anna", roles); ok {
		t.Error("the zero Users knows somebody")
	}
}

func TestAddUser(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, UsersFile)
	if _, findings := Load(dir); len(findings) != 1 {
		t.Errorf("no file gives %v", findings)
	}
	if err := AddUser(dir, "anna", "tiger", []string{"analyst"}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("users.yaml: %v %v", info.Mode(), err)
	}
	text, _ := os.ReadFile(path)
	text = append([]byte("# our users\n"), strings.Replace(string(text), "roles: [analyst]", "roles: [analyst] # since May\n    claims: {dept: sales}", 1)...)
	if err := errors.Join(os.WriteFile(path, text, 0o600), os.Chmod(path, 0o640)); err != nil {
		t.Fatal(err)
	}
	if err := AddUser(dir, "bob", "lion", nil); err != nil {
		t.Fatal(err)
	}
	for _, again := range []string{"bob", "BOB"} {
		if err := AddUser(dir, again, "x", nil); !errors.Is(err, ErrUserExists) {
			t.Errorf("adding %s again gives %v", again, err)
		}
	}
	if err := SetPassword(dir, "anna", "puma", nil); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# our users", "# since May", "dept: sales"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%q is lost:\n%s", want, got)
		}
	}
	if strings.Contains(string(got), "puma") || strings.Contains(string(got), "lion") {
		t.Error("a password is in the file")
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
		t.Errorf("the file's mode became %v", info.Mode())
	}
	u, findings := Load(dir)
	if len(findings) > 0 || !slices.Equal(u.Names(), []string{"anna", "bob"}) {
		t.Fatalf("%v %v", u.Names(), findings)
	}
	at := func(line int) catalog.Position { return catalog.Position{File: UsersFile, Line: line} }
	want := []auth.Member{{Position: at(3), Name: "anna", Roles: []string{"analyst"}}, {Position: at(7), Name: "bob"}}
	if d := cmp.Diff(want, u.Members(), cmpopts.EquateEmpty()); d != "" {
		t.Error(d)
	}
	if !matches(u.byName["anna"].secret, []byte("puma")) || !matches(u.byName["bob"].secret, []byte("lion")) {
		t.Error("the stored secrets are not of the passwords")
	}
	left, _ := filepath.Glob(filepath.Join(dir, "policy", ".users-*"))
	if len(left) > 0 {
		t.Errorf("files are left: %v", left)
	}
}

func TestAddUserRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, u := range []struct{ name, password, role string }{
		{"", "x", "a"}, {"an na", "x", "a"}, {"role:a", "x", "a"}, {"*", "x", "a"}, {strings.Repeat("n", 33), "x", "a"}, {"anna", "", "a"}, {"anna", "x", "a,b"},
	} {
		if err := AddUser(dir, u.name, u.password, []string{u.role}); err == nil {
			t.Errorf("%+v is taken", u)
		}
	}
	path := filepath.Join(dir, UsersFile)
	if _, err := os.Stat(path); err == nil {
		t.Error("a refused user made the file")
	}
	broken := "users: [{name: x, sekret: y}]"
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := AddUser(dir, "anna", "x", nil); err == nil || !strings.Contains(err.Error(), "users.yaml:1") {
		t.Errorf("a file with mistakes gives %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != broken {
		t.Error("a file with mistakes is rewritten")
	}
}

// A half-written file must never be seen.
func TestReadersSeeWholeFiles(t *testing.T) {
	dir := t.TempDir()
	if err := AddUser(dir, "u", "x", nil); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				if u, findings := Load(dir); len(findings) > 0 || len(u.Names()) == 0 {
					t.Errorf("read %v %v", u.Names(), findings)
					return
				}
			}
		}
	})
	for range 20 {
		if err := SetPassword(dir, "u", "y", []string{"a"}); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	wg.Wait()
}

func FuzzUsers(f *testing.F) {
	f.Add("users:\n- {name: a, secret: $A$005$, roles: [x]}")
	f.Fuzz(func(t *testing.T, text string) {
		u, findings := parseUsers([]byte(text))
		for _, x := range u.order {
			if len(findings) == 0 && (x.name == "" || x.secret == "" && x.native == nil) {
				t.Errorf("%q has a user without a secret", text)
			}
		}
	})
}
