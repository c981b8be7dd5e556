package conformance

import (
	"encoding/binary"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The greeting says autocommit, for drivers that believe it and never ask.
func TestGreeting(t *testing.T) {
	c := connect(t, theDemo.get(t), "admin")
	if c.Status&statusAutocommit == 0 {
		t.Errorf("status %#x has no autocommit", c.Status)
	}
	if !c.OfferedTLS {
		t.Error("no TLS is offered")
	}
	if !strings.HasPrefix(c.Greeting, "8.") {
		t.Errorf("the version is %s", c.Greeting)
	}
}

// A failed login says 1045 and no more, whoever asks, and takes its time.
func TestLoginRefused(t *testing.T) {
	s := theDemo.get(t)
	var messages []string
	for _, o := range []Options{
		{User: "admin", Password: "wrong"}, {User: "nobody", Password: "wrong"}, {User: "admin"}, {User: "nobody"}, {User: ""},
		{User: "admin", Password: "wrong", DB: "crm"}, {User: "admin'--", Password: "x"},
	} {
		o.Addr = s.Addr
		_, err := Connect(o)
		if Errno(err) != 1045 {
			t.Errorf("%+v: %v", o, err)
			continue
		}
		messages = append(messages, strings.ReplaceAll(err.Error(), "'"+o.User+"'", "USER"))
	}
	for _, m := range messages {
		if !strings.HasPrefix(m, "ERROR 1045 (28000): ") {
			t.Errorf("%s", m)
		}
	}
	if _, err := Connect(Options{Addr: s.Addr, User: "admin", Password: "admin", Plain: true}); Errno(err) != 3159 {
		t.Errorf("without TLS: %v", err)
	}
	if _, err := Connect(Options{Addr: s.Addr, User: "nobody", Password: "x", Plain: true}); Errno(err) != 3159 {
		t.Errorf("without TLS, unknown user: %v", err)
	}
	if _, err := Connect(Options{Addr: s.Addr, User: "guest", Password: "guest", DB: "crm"}); Errno(err) != 1049 && Errno(err) != 1044 {
		t.Errorf("a database that is hidden: %v", err)
	}
}

func TestChangeUser(t *testing.T) {
	s := theDemo.get(t)
	c := connect(t, s, "admin")
	answer(t, c, "SELECT 1")
	if _, err := c.Query("SELECT c_phone INTO @raw FROM crm.customer WHERE c_custkey = 7"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Query("PREPARE p FROM 'SELECT c_phone FROM crm.customer ORDER BY c_custkey LIMIT 1'"); err != nil {
		t.Fatal(err)
	}
	st, err := c.Prepare("SELECT c_phone FROM crm.customer ORDER BY c_custkey LIMIT 1")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ChangeUser("analyst", "analyst"); err != nil {
		t.Fatal(err)
	}
	if got := answer(t, c, "SELECT CURRENT_USER(), @raw"); got != `[["analyst@%" NULL]]` {
		t.Errorf("after the change: %s", got)
	}
	if got := answer(t, c, "SELECT c_address FROM crm.customer LIMIT 1"); got != `[["****"]]` {
		t.Errorf("after the change: %s", got)
	}
	if _, err := st.Execute(); Errno(err) != 1243 {
		t.Errorf("a statement of the user before: %v", err)
	}
	if _, err := c.Query("EXECUTE p"); Errno(err) != 1243 {
		t.Errorf("a named statement of the user before: %v", err)
	}
	if err := c.ChangeUser("admin", "wrong"); Errno(err) != 1045 {
		t.Errorf("a wrong password: %v", err)
	}
	if _, err := c.Query("SELECT c_phone FROM crm.customer"); Errno(err) >= 0 {
		t.Errorf("the connection lives after a refused change: %v", err)
	}
}

func TestResetConnection(t *testing.T) {
	c := connect(t, theDemo.get(t), "analyst")
	for _, sql := range []string{"SET @x = 5", "SET time_zone = '+05:00'", "USE crm", "PREPARE p FROM 'SELECT 1'"} {
		if _, err := c.Query(sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	st, err := c.Prepare("SELECT 1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Command(0x1f, nil); err != nil {
		t.Fatal(err)
	}
	if got := answer(t, c, "SELECT @x"); got != "[[NULL]]" {
		t.Errorf("a variable lives after the reset: %s", got)
	}
	if got := answer(t, c, "SELECT @@time_zone"); strings.Contains(got, "+05:00") {
		t.Errorf("a setting lives after the reset: %s", got)
	}
	if _, err := st.Execute(); Errno(err) != 1243 {
		t.Errorf("a statement lives after the reset: %v", err)
	}
	if _, err := c.Query("EXECUTE p"); Errno(err) != 1243 {
		t.Errorf("a named statement lives after the reset: %v", err)
	}
}

func TestCommands(t *testing.T) {
	s := theDemo.get(t)
	c := connect(t, s, "admin")
	if p, err := c.Command(0x0e, nil); err != nil || p[0] != 0 {
		t.Errorf("COM_PING: %v %v", p, err)
	}
	if p, err := c.Command(0x09, nil); err != nil || !strings.Contains(string(p), "Uptime: ") {
		t.Errorf("COM_STATISTICS: %q %v", p, err)
	}
	if _, err := c.Command(0x02, []byte("crm")); err != nil {
		t.Errorf("COM_INIT_DB: %v", err)
	}
	if _, err := c.Command(0x02, []byte("no_such_domain")); Errno(err) != 1049 {
		t.Errorf("COM_INIT_DB of nothing: %v", err)
	}
	if got := answer(t, c, "SELECT DATABASE()"); got != `[["crm"]]` {
		t.Errorf("the database is %s", got)
	}
	for _, code := range []byte{0x08, 0x12, 0x15, 0x20, 0x50, 0xfe} {
		if _, err := c.Command(code, nil); Errno(err) <= 0 {
			t.Errorf("command %#x: %v", code, err)
		}
	}
	unknown := binary.LittleEndian.AppendUint32(nil, 4711)
	for code, body := range map[byte][]byte{0x17: append(unknown, 0, 1, 0, 0, 0), 0x1a: unknown, 0x1c: append(unknown, 1, 0, 0, 0)} {
		if _, err := c.Command(code, body); Errno(err) != 1243 {
			t.Errorf("command %#x for an unknown statement: %v", code, err)
		}
	}
	for _, body := range [][]byte{nil, {1}, {1, 0, 0, 0}} {
		if _, err := c.Command(0x17, body); Errno(err) <= 0 {
			t.Errorf("a short COM_STMT_EXECUTE: %v", err)
		}
	}
	answer(t, c, "SELECT 1")
}

func TestCursor(t *testing.T) {
	s := theDemo.get(t)
	c := connect(t, s, "analyst")
	st, err := c.Prepare("SELECT c_custkey, c_address FROM crm.customer WHERE c_custkey > ? ORDER BY c_custkey")
	if err != nil {
		t.Fatal(err)
	}
	r, err := st.OpenCursor(int64(100))
	if err != nil {
		t.Fatal(err)
	}
	if r.Status&statusCursor == 0 {
		t.Fatalf("no cursor: status %#x", r.Status)
	}
	for last := false; !last; {
		before := len(r.Rows)
		if last, err = st.Fetch(r, 37); err != nil {
			t.Fatal(err)
		}
		if len(r.Rows)-before > 37 {
			t.Fatalf("%d rows in one fetch", len(r.Rows)-before)
		}
	}
	if len(r.Rows) != 1400 || r.Rows[0][0].Text != "101" || r.Rows[1399][1].Text != "****" {
		t.Errorf("%d rows, from %v to %v", len(r.Rows), r.Rows[0], r.Rows[len(r.Rows)-1])
	}
	// A cursor that is left open holds no engine for ever: reset closes it.
	if _, err := st.OpenCursor(int64(0)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Command(0x1a, binary.LittleEndian.AppendUint32(nil, st.id)); err != nil {
		t.Fatal(err)
	}
	waitIdle(t, s, time.Second)
}

// A packet may be longer than 16 MB. Parameters may be that long, and results;
// a statement's text is refused by name, and the connection lives on.
func TestLongPackets(t *testing.T) {
	c := connect(t, theDemo.get(t), "admin")
	long := strings.Repeat("x", 17<<20)
	if _, err := c.One("SELECT LENGTH('" + long + "')"); Errno(err) != 1235 {
		t.Errorf("a text of 17 MB: %v", err)
	}
	r, err := c.One("SELECT LENGTH('" + long[:3<<20] + "')")
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Rows[0][0].Text; got != fmt.Sprint(3<<20) {
		t.Errorf("length %s", got)
	}
	st, err := c.Prepare("SELECT ?")
	if err != nil {
		t.Fatal(err)
	}
	if r, err = st.Execute(long); err != nil {
		t.Fatal(err)
	}
	if len(r.Rows[0][0].Text) != 17<<20 {
		t.Errorf("%d characters came back", len(r.Rows[0][0].Text))
	}
}

// One may stop one's own queries; others' only with the administer action.
func TestKillRights(t *testing.T) {
	s := theDemo.get(t)
	victim, other, own := connect(t, s, "analyst"), connect(t, s, "intern"), connect(t, s, "analyst")
	done := make(chan error, 1)
	go func() {
		_, err := victim.Query(endlessSQL)
		done <- err
	}()
	time.Sleep(300 * time.Millisecond)
	for _, sql := range []string{"KILL QUERY %d", "KILL %d", "KILL CONNECTION %d"} {
		if _, err := other.Query(fmt.Sprintf(sql, victim.ID)); Errno(err) != 1095 && Errno(err) != 1094 {
			t.Errorf("%s by another user: %v", sql, err)
		}
	}
	if _, err := other.Command(0x0c, binary.LittleEndian.AppendUint32(nil, victim.ID)); Errno(err) != 1095 && Errno(err) != 1094 {
		t.Errorf("COM_PROCESS_KILL by another user: %v", err)
	}
	if list := answer(t, other, "SHOW PROCESSLIST"); strings.Contains(list, "analyst") {
		t.Errorf("intern sees %s", list)
	}
	if list := answer(t, other, "SELECT * FROM information_schema.processlist"); strings.Contains(list, "analyst") {
		t.Errorf("intern sees %s", list)
	}
	if list := answer(t, own, "SHOW PROCESSLIST"); !strings.Contains(list, fmt.Sprint(victim.ID)) {
		t.Errorf("analyst does not see the own query: %s", list)
	}
	select {
	case err := <-done:
		t.Fatalf("the query ended: %v", err)
	default:
	}
	if _, err := own.Query(fmt.Sprintf("KILL QUERY %d", victim.ID)); err != nil {
		t.Errorf("one's own: %v", err)
	}
	if err := <-done; Errno(err) != 1317 {
		t.Errorf("the killed query: %v", err)
	}
	answer(t, victim, "SELECT 1")
	admin := connect(t, s, "admin")
	if _, err := admin.Query(fmt.Sprintf("KILL %d", victim.ID)); err != nil {
		t.Errorf("by an administrator: %v", err)
	}
	if _, err := victim.Query("SELECT 1"); err == nil {
		t.Error("the killed connection lives")
	}
	if _, err := admin.Query("KILL 4294967295"); Errno(err) != 1094 {
		t.Errorf("no such connection: %v", err)
	}
}

// The time limit counts from each of the places where MySQL has one.
func TestTimeLimit(t *testing.T) {
	s := theDemo.get(t)
	c := connect(t, s, "analyst")
	hint := strings.Replace(endlessSQL, "SELECT", "SELECT /*+ MAX_EXECUTION_TIME(300) */", 1)
	start := time.Now()
	if _, err := c.Query(hint); Errno(err) != 3024 {
		t.Errorf("hint: %v", err)
	}
	if _, err := c.Query("SET max_execution_time = 300"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Query(endlessSQL); Errno(err) != 3024 {
		t.Errorf("variable: %v", err)
	}
	st, err := c.Prepare(endlessSQL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Execute(); Errno(err) != 3024 {
		t.Errorf("prepared: %v", err)
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("three limits of 0.3 s took %s", d)
	}
	waitIdle(t, s, time.Second)
	answer(t, c, "SELECT 1")
}

// After a change of policy the same statement, text and prepared, obeys the new policy.
func TestPlanAfterPolicyChange(t *testing.T) {
	s := serveCopy(t, "reload", func(dir string) error { return CopyMesh(theMesh.get(t), dir) })
	c := connect(t, s, "analyst")
	const sql = "SELECT c_phone FROM crm.customer ORDER BY c_custkey LIMIT 3"
	st, err := c.Prepare(sql)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Query("PREPARE p FROM '" + sql + "'"); err != nil {
		t.Fatal(err)
	}
	masked := answer(t, c, sql)
	if !strings.Contains(masked, "****") {
		t.Fatalf("not masked: %s", masked)
	}
	ask := map[string]func() (*Result, error){
		"text": func() (*Result, error) { return c.One(sql) }, "prepared": func() (*Result, error) { return st.Execute() },
		"named": func() (*Result, error) { return c.One("EXECUTE p") },
	}
	policy := filepath.Join(s.Dir, "policy", "policy.csv")
	steps := []struct {
		what, add string
		is        func(r *Result, err error) bool
	}{
		{"column denied", "p, role:analyst, crm, customer.c_phone, select, deny\n", func(_ *Result, err error) bool { return Errno(err) == 1143 }},
		{"dataset denied", "p, role:analyst, crm, customer, select, deny\n", func(_ *Result, err error) bool { return Errno(err) == 1146 || Errno(err) == 1049 }},
	}
	original := readText(t, policy)
	for _, step := range steps {
		replaceText(t, policy, original+step.add)
		for name, f := range ask {
			eventually(t, step.what+" "+name, func() bool { return step.is(f()) })
		}
	}
	replaceText(t, policy, strings.Replace(original, "partial(2,2)", "null", 1))
	for name, f := range ask {
		eventually(t, "another mask "+name, func() bool {
			r, err := f()
			return err == nil && fmt.Sprint(r.Rows) == "[[NULL] [NULL] [NULL]]"
		})
	}
	replaceText(t, policy, original)
	for name, f := range ask {
		eventually(t, "as before "+name, func() bool {
			r, err := f()
			return err == nil && fmt.Sprint(r.Rows) == masked
		})
	}
}

// eventually waits up to five seconds: a reload is asynchronous.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Errorf("%s: not within five seconds", what)
}

// Masks and old versions raise warnings that name the column or version, never a value.
func TestWarnings(t *testing.T) {
	s, leaks := theDemo.get(t), theLeaks.get(t)
	c := connect(t, s, "analyst")
	for sql, part := range map[string]string{
		"SELECT c_phone FROM crm.customer LIMIT 1":        "crm.customer.c_phone",
		"SELECT o_orderkey FROM sales.orders_v1 LIMIT 1":  "orders_v1",
		"SELECT COUNT(*) FROM lab.secrets WHERE ssn > ''": "lab.secrets.ssn",
	} {
		r, err := c.One(sql)
		if err != nil {
			t.Fatal(err)
		}
		if r.Warnings == 0 {
			t.Errorf("%s: no warning", sql)
		}
		text := answer(t, c, "SHOW WARNINGS")
		if !strings.Contains(text, part) {
			t.Errorf("%s: the warnings do not name %s: %s", sql, part, text)
		}
		if v := leaks["analyst"].Find(text); v != "" {
			t.Errorf("%s: a warning shows %s", sql, v)
		}
	}
	r, err := c.One("SELECT n_name FROM geo.nation LIMIT 1")
	if err != nil {
		t.Fatal(err)
	}
	if r.Warnings != 0 {
		t.Errorf("a warning without a reason: %s", answer(t, c, "SHOW WARNINGS"))
	}
}

// EXPLAIN POLICY names, for each column, the effect and the rule's file and line.
func TestExplainPolicy(t *testing.T) {
	c := connect(t, theDemo.get(t), "analyst")
	r, err := c.One("EXPLAIN POLICY SELECT c_name, c_phone, c_acctbal FROM crm.customer")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(r.Rows)
	for _, part := range []string{"c_phone", "partial(2,2)", "round(-2)", "policy.csv:"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in %s", part, text)
		}
	}
	if len(r.Columns) < 3 || slices.ContainsFunc(r.Rows, func(row []Value) bool { return len(row) != len(r.Columns) }) {
		t.Errorf("%d columns", len(r.Columns))
	}
}
