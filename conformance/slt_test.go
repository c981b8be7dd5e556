package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func sltFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("slt/*.slt")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no .slt files")
	}
	return files
}

func readSLT(t testing.TB, file string) []*Record {
	t.Helper()
	recs, err := ReadSLT(file)
	if err != nil {
		t.Fatal(err)
	}
	return recs
}

// Each case answers what the file says, in the text and in the binary protocol.
func TestSLT(t *testing.T) {
	s := theDemo.get(t)
	for _, file := range sltFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".slt"), func(t *testing.T) {
			recs := readSLT(t, file)
			conns := &userConns{t: t, s: s}
			if *rewrite == "nanohouse" {
				rewriteSLT(t, file, recs, conns.of)
				return
			}
			for _, r := range recs {
				if r.SQL != "" {
					checkBothProtocols(t, r, conns)
				}
			}
		})
	}
}

func checkBothProtocols(t *testing.T, r *Record, conns *userConns) {
	t.Helper()
	wrong := map[string]string{}
	for _, prepared := range []bool{false, true} {
		if prepared && r.TextOnly || !prepared && r.HasParam {
			continue
		}
		protocol := map[bool]string{false: "text", true: "prepared"}[prepared]
		a, err := r.Ask(conns.of(r.User, prepared), prepared)
		if err != nil {
			wrong[protocol] = fmt.Sprintf("connection broke: %v", err)
			conns.drop(r.User, prepared)
		} else if d := r.Check(a); d != "" {
			wrong[protocol] = stripRef(d)
		}
	}
	if wrong["text"] == wrong["prepared"] && wrong["text"] != "" {
		wrong = map[string]string{"text and prepared": wrong["text"]}
	}
	for protocol, d := range wrong {
		if d != "" {
			t.Errorf("%s: as %s, %s\n%s\n%s", r.Where(), r.User, protocol, r.SQL, d)
		}
	}
}

// userConns holds one connection a user and protocol, so that a file's session
// state is its own and text and prepared runs do not see each other's.
type userConns struct {
	t testing.TB
	s *Server
	m map[string]*Conn
}

func (u *userConns) of(user string, prepared bool) *Conn {
	key := fmt.Sprint(user, prepared)
	if u.m == nil {
		u.m = map[string]*Conn{}
	}
	if u.m[key] == nil {
		u.m[key] = connect(u.t, u.s, user)
		// As the references have it, whose literals must compare as data does.
		if _, err := u.m[key].Query("SET NAMES utf8mb4 COLLATE utf8mb4_0900_bin"); err != nil {
			u.t.Fatal(err)
		}
	}
	return u.m[key]
}

func (u *userConns) drop(user string, prepared bool) { delete(u.m, fmt.Sprint(user, prepared)) }

func rewriteSLT(t testing.TB, file string, recs []*Record, conn func(user string, prepared bool) *Conn) {
	t.Helper()
	var out []string
	for _, r := range recs {
		if r.SQL == "" {
			out = append(out, r.Rewrite(Answer{}))
			continue
		}
		a, err := r.Ask(conn(r.User, r.HasParam), r.HasParam)
		if err != nil {
			t.Fatalf("%s: %v", r.Where(), err)
		}
		out = append(out, r.Rewrite(a))
	}
	writeSLT(t, file, out)
}

func writeSLT(t testing.TB, file string, texts []string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(strings.Join(texts, "\n\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What the files expect of an unrestricted user is what the references answer
// with the same rows, but for the cases that say why not.
func TestMySQLAgrees(t *testing.T) { referenceAgrees(t, theMySQL.get(t)) }

func TestMariaDBAgrees(t *testing.T) { referenceAgrees(t, theMariaDB.get(t)) }

func referenceAgrees(t *testing.T, ref *Reference) {
	name, differ := strings.ToLower(ref.Name), 0
	for _, file := range sltFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".slt"), func(t *testing.T) {
			conns := map[bool]*Conn{}
			for _, p := range []bool{false, true} {
				c, err := ref.Connect()
				if err != nil {
					t.Fatal(err)
				}
				defer c.Close()
				conns[p] = c
			}
			recs := readSLT(t, file)
			var texts []string
			for _, r := range recs {
				if r.SQL == "" || r.User != "admin" || r.Unasked != "" {
					texts = append(texts, r.Rewrite(r.expected()))
					continue
				}
				if r.Differs[name] != "" {
					differ++
				}
				texts = append(texts, r.Rewrite(checkReference(t, r, ref.Name, conns[r.HasParam])))
			}
			if *rewrite == name {
				writeSLT(t, file, texts)
			}
		})
	}
	t.Logf("%d cases with an explained difference", differ)
}

// checkReference gives what the record should expect from now on.
func checkReference(t *testing.T, r *Record, ref string, c *Conn) Answer {
	t.Helper()
	a, err := r.Ask(c, r.HasParam)
	if err != nil {
		t.Fatalf("%s: %v", r.Where(), err)
	}
	name := strings.ToLower(ref)
	d, differs := referenceDifference(r, a), r.Differs[name]
	switch {
	case *rewrite == name && differs == "":
		return a
	case d != "" && differs == "":
		t.Errorf("%s: %s answers otherwise, without an explanation\n%s\n%s", r.Where(), ref, r.SQL, d)
	case d == "" && differs != "":
		t.Errorf("%s: %s agrees, but the case says that it differs: %s", r.Where(), ref, differs)
	}
	return r.expected()
}

// referenceDifference compares values and error numbers, not types' names or messages.
func referenceDifference(r *Record, a Answer) string {
	if a.Errno != r.WantErr {
		return fmt.Sprintf("error %d %s, want %d", a.Errno, a.Message, r.WantErr)
	}
	if r.WantErr != 0 || !r.IsQuery {
		return ""
	}
	return diffLines(r.Want, a.Lines)
}
