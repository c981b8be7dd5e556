package server

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"nanohouse/catalog"
)

func errno(err error) uint16 {
	var e *mysql.MySQLError
	if errors.As(err, &e) {
		return e.Number
	}
	return 0
}

func TestStatements(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales?multiStatements=true")
	cases := []struct{ text, want string }{
		{"select n from orders", "0\n1\n2"},
		{"select 1 from orders /* numbers_0 */", "0\n1\n2"},
		{"select database()", "0\n1\n2"},
		{"select @@version_comment limit 1", "nanohouse"},
		{"select @@version", DefaultVersion},
		{"show databases", "information_schema\nsales"},
		{"show tables", "orders\norders_v1"},
		{"show tables like '%v1'", "orders_v1"},
		{"describe orders", "id|bigint|NO|PRI|NULL|\nstatus|varchar(10)|YES||NULL|"},
		{"desc orders 'st%'", "status|varchar(10)|YES||NULL|"},
		{"desc orders status", "status|varchar(10)|YES||NULL|"},
		{"show columns in orders in sales like 'id'", "id|bigint|NO|PRI|NULL|"},
		{"show full columns from sales.orders like 'status'", "status|varchar(10)|utf8mb4_0900_bin|YES||NULL|||open or closed"},
		{"select table_name from information_schema.tables where table_schema = 'sales' order by 1", "orders\norders_v1"},
		{"select column_name, data_type from information_schema.columns where table_name = 'orders' and table_schema='sales'", "id|bigint\nstatus|varchar"},
		{"select schema_name from information_schema.schemata", "information_schema\nsales"},
		{"show open tables where in_use > 0", ""},
		{"show count(*) warnings", "0"},
		{"show engine innodb status", ""},
		{"help 'select'", ""},
		{"set @x = 5", ""},
		{"select @x, @@autocommit", "5|1"},
		{"select n into @y from orders /* numbers_1 */", ""},
		{"set time_zone = '+02:00'", ""},
		{"select @@time_zone", "+02:00"},
		{"set names latin1", ""},
		{"set names utf8mb4", ""},
		{"begin", ""}, {"savepoint a", ""}, {"rollback to a", ""}, {"release savepoint a", ""}, {"commit", ""},
		{"lock tables orders read", ""}, {"unlock tables", ""},
		{"use SALES", ""}, {"select user()", "0\n1\n2"},
		{"explain select n from orders", "Project\n  Scan"},
		{"explain policy select n from orders", "sales.orders_v1.status|mask|sql|p2|policy/policy.csv:3|admin"},
		{"do 1+1", ""},
	}
	for _, k := range cases {
		got, err := ask(c, k.text)
		if strings.Contains(k.text, "into @y") {
			if errno(err) != 1172 { // the fake engine gives three rows
				t.Errorf("%s: %v", k.text, err)
			}
			continue
		}
		if strings.HasPrefix(k.text, "do ") {
			continue
		}
		if err != nil || got != k.want {
			t.Errorf("%s:\n%s\n%v\nwant %s", k.text, got, err, k.want)
		}
	}
}

func TestErrors(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales")
	cases := []struct {
		text  string
		errno uint16
		part  string
	}{
		{"selec 1", 1064, "B0001"},
		{"select denied from orders", 1143, "P0102 column sales.orders_v1.denied is denied to ana. Hint: ask domain sales"},
		{"select overflow from orders", 1690, "E0005"},
		{"insert into orders values (1)", 1290, "P0101 INSERT: this mesh's datasets are read-only"},
		{"update orders set id = 1", 1290, "P0101"}, {"delete from orders", 1290, "P0101"},
		{"create table t (a int)", 1290, "P0101"}, {"drop table orders", 1290, "P0101"},
		{"create temporary table t (a int)", 1290, "P0101"}, {"truncate table orders", 1290, "P0101"},
		{"select 1 from orders into outfile '/tmp/x'", 1227, "P0105"},
		{"load data infile '/etc/passwd' into table orders", 1227, "P0105"},
		{"select load_file('/etc/passwd')", 1235, "LOAD_FILE"},
		{"select sleep(10)", 1235, "SLEEP"},
		{"set global max_connections = 1", 1227, "P0105"},
		{"set @@global.local_infile = 1", 1227, "P0105"},
		{"set persist max_connections = 1", 1227, "P0105"},
		{"set no_such_variable = 1", 1193, "B0015"},
		{"select @@no_such_variable", 1193, "B0015"},
		{"set time_zone = 'Nowhere/City'", 1298, ""},
		{"set names klingon", 1115, ""},
		{"use hr", 1049, "B0002 Unknown database 'hr'"},
		{"use nowhere", 1049, "B0002 Unknown database 'nowhere'"},
		{"show tables from hr", 1049, "Unknown database 'hr'"},
		{"show tables from nowhere", 1049, "Unknown database 'nowhere'"},
		{"describe hr.pay", 1049, "Unknown database 'hr'"},
		{"describe nothing", 1146, "Table 'sales.nothing' doesn't exist"},
		{"show create table sales.nothing", 1146, "Table 'sales.nothing' doesn't exist"},
		{"create user x", 1227, "P0105"}, {"grant select on *.* to x", 1227, "P0105"},
		{"flush tables", 1227, "P0105"},
		{"kill 999999", 1094, "S0007"},
		{"rollback to nowhere", 1305, "S0027"},
		{"execute nothing", 1243, "S0016"},
		{"select * from information_schema.tables, orders", 1235, ""},
		{"explain analyze select n from orders", 1235, ""},
		{"select 1; select 2", 1064, ""},
		{"", 1065, ""},
	}
	for _, k := range cases {
		_, err := ask(c, k.text)
		if errno(err) != k.errno || !strings.Contains(err.Error(), k.part) {
			t.Errorf("%s: got %v, want %d with %q", k.text, err, k.errno, k.part)
		}
	}
	if got, err := ask(c, "select n from orders"); err != nil || got != "0\n1\n2" {
		t.Errorf("the connection did not live on: %q %v", got, err)
	}
}

func TestErrorInMidStreamKeepsTheConnection(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales")
	_, err := ask(c, "select broken from orders /* numbers_5000 */ where 'numbers_5000' = ''")
	if errno(err) != 1105 || !strings.Contains(err.Error(), "P9002 internal error") || strings.Contains(err.Error(), "4711") {
		t.Fatalf("got %v", err)
	}
	if got, err := ask(c, "select n from orders"); err != nil || got != "0\n1\n2" {
		t.Fatalf("the connection did not live on: %q %v", got, err)
	}
}

func TestPanicIsAnError(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales")
	if _, err := ask(c, "select boom from orders"); errno(err) != 1105 || strings.Contains(err.Error(), "4711") {
		t.Fatalf("got %v", err)
	}
	if got, err := ask(c, "select n from orders"); err != nil || got != "0\n1\n2" {
		t.Fatalf("the connection did not live on: %q %v", got, err)
	}
}

func TestPreparedParameters(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales?parseTime=true&loc=UTC")
	at := time.Date(2024, 1, 9, 1, 2, 3, 4000, time.UTC)
	got, err := ask(c, "select n from orders where a in (?,?,?,?,?,?)", 5, "te'xt", nil, 1.5, at, uint64(1<<63))
	if err != nil || got != "0\n1\n2" {
		t.Fatalf("%q %v", got, err)
	}
	args := *h.lastArg.Load()
	want := []any{int64(5), "te'xt", nil, 1.5, "2024-01-09 01:02:03.000004", uint64(1 << 63)}
	for i, a := range args {
		if a.Value != want[i] {
			t.Errorf("parameter %d: got %v, want %v", i, a.Value, want[i])
		}
	}
	if args[1].Type.Kind != catalog.String || args[2].Type.Kind != catalog.Null {
		t.Errorf("types: %v %v", args[1].Type, args[2].Type)
	}
	if got, err := ask(c, "select table_name from information_schema.tables where table_schema = ? order by 1 limit ?", "sales", 1); err != nil || got != "orders" {
		t.Errorf("information_schema with parameters: %q %v", got, err)
	}
	if got, err := ask(c, "select ':volume', n from orders where ? = ?", 1, 1); err != nil || got == "" {
		t.Errorf("a colon in a text counts as a parameter: %q %v", got, err)
	}
}

func TestTextPrepare(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales")
	for _, q := range []string{"prepare s from 'select n from orders where id = ?'", "set @a = 3"} {
		if _, err := c.ExecContext(context.Background(), q); err != nil {
			t.Fatal(q, err)
		}
	}
	if got, err := ask(c, "execute s using @a"); err != nil || got != "0\n1\n2" {
		t.Fatalf("%q %v", got, err)
	}
	if v := (*h.lastArg.Load())[0].Value; v != int64(3) {
		t.Errorf("parameter: %T %v", v, v)
	}
	if _, err := ask(c, "execute s"); errno(err) != 1210 {
		t.Errorf("execute without its parameter: %v", err)
	}
	if _, err := c.ExecContext(context.Background(), "deallocate prepare s"); err != nil {
		t.Error(err)
	}
	if _, err := ask(c, "execute s using @a"); errno(err) != 1243 {
		t.Errorf("execute after deallocate: %v", err)
	}
}

func TestMultiStatements(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales?multiStatements=true")
	rows, err := c.QueryContext(context.Background(), "select n from orders; set @a = 1; show tables; select ';' , @a, @@autocommit;")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for {
		s, err := readAll(rows)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
		if !rows.NextResultSet() {
			break
		}
	}
	if strings.Join(got, "/") != "0\n1\n2/orders\norders_v1/;|1|1" && strings.Join(got, "/") != "0\n1\n2//orders\norders_v1/;|1|1" {
		t.Errorf("got %q", got)
	}
}

func TestWarnings(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales")
	if _, err := ask(c, "select masked from orders"); err != nil {
		t.Fatal(err)
	}
	if got, _ := ask(c, "show count(*) warnings"); got != "1" {
		t.Errorf("count: %q", got)
	}
	want := "Note|1105|P0201 column sales.orders_v1.status is masked"
	if got, err := ask(c, "show warnings"); got != want {
		t.Errorf("got %q %v", got, err)
	}
	if got, err := ask(c, "show warnings limit 1"); got != want {
		t.Errorf("after show warnings: got %q %v", got, err)
	}
	if _, err := ask(c, "select n from orders"); err != nil {
		t.Fatal(err)
	}
	if got, _ := ask(c, "show warnings"); got != "" {
		t.Errorf("warnings outlive the next statement: %q", got)
	}
}

func TestKill(t *testing.T) {
	h := newHarness(t, nil)
	slow, other := h.open("ana", "sales"), h.open("bob", "sales")
	admin := h.open("admin", "sales")
	id := connectionID(t, h, "ana")
	failed := make(chan error, 1)
	go func() {
		_, err := ask(slow, "select slow from orders")
		failed <- err
	}()
	waitRunning(t, h, id)
	if got, _ := ask(other, "select id, info from information_schema.processlist where user = 'ana'"); got != "" {
		t.Errorf("bob sees what ana runs: %q", got)
	}
	if got, _ := ask(admin, "select info from information_schema.processlist where user = 'ana'"); got != "select slow from orders" {
		t.Errorf("admin does not see what ana runs: %q", got)
	}
	if _, err := ask(other, "kill query "+itoa(id)); errno(err) != 1094 {
		t.Errorf("bob may kill ana's statement: %v", err)
	}
	if _, err := admin.ExecContext(context.Background(), "kill query "+itoa(id)); err != nil {
		t.Error(err)
	}
	select {
	case err := <-failed:
		if errno(err) != 1317 || strings.Contains(err.Error(), "secret") {
			t.Errorf("killed: %v", err)
		}
	case <-time.After(2 * time.Second):
		t.Fatal("the statement was not killed")
	}
	if got, err := ask(slow, "select n from orders"); err != nil || got != "0\n1\n2" {
		t.Errorf("KILL QUERY ended the connection: %v", err)
	}
	if _, err := admin.ExecContext(context.Background(), "kill "+itoa(id)); err != nil {
		t.Error(err)
	}
	if _, err := ask(slow, "select n from orders"); err == nil {
		t.Error("KILL did not end the connection")
	}
}

func TestTimeLimit(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales")
	if _, err := ask(c, "select /*+ MAX_EXECUTION_TIME(50) */ slow from orders"); errno(err) != 3024 {
		t.Errorf("hint: %v", err)
	}
	if _, err := ask(c, "set max_execution_time = 50"); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(c, "select slow from orders"); errno(err) != 3024 {
		t.Errorf("variable: %v", err)
	}
}

func TestClientGone(t *testing.T) {
	for _, params := range []string{"sales", "sales?tls=skip-verify"} {
		h := newHarness(t, nil)
		db, err := sql.Open("mysql", h.dsn("ana", params))
		if err != nil {
			t.Fatal(err)
		}
		conn, err := db.Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		_, err = conn.QueryContext(ctx, "select slow from orders")
		cancel()
		if err == nil {
			t.Fatal("the statement ended")
		}
		_ = db.Close()
		for i := 0; h.closed.Load() == 0; i++ {
			if i > 100 {
				t.Fatalf("%s: the engine still works for a client that is gone", params)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func TestLoginFailuresLookAlike(t *testing.T) {
	h := newHarness(t, nil)
	var texts []string
	for _, user := range []string{"nobody:x", "ana:wrong"} {
		db, _ := sql.Open("mysql", user+"@tcp("+h.server.Addr().String()+")/")
		err := db.Ping()
		_ = db.Close()
		if errno(err) != 1045 {
			t.Fatalf("%s: %v", user, err)
		}
		texts = append(texts, strings.ReplaceAll(err.Error(), strings.Split(user, ":")[0], "X"))
	}
	if texts[0] != texts[1] {
		t.Errorf("an unknown user is told from a wrong password:\n%s\n%s", texts[0], texts[1])
	}
}

func TestConnectionLimit(t *testing.T) {
	h := newHarness(t, func(c *Config) { c.MaxConnections = 1 })
	h.open("ana", "sales")
	db, _ := sql.Open("mysql", h.dsn("ana", "sales"))
	defer db.Close()
	if err := db.Ping(); errno(err) != 1040 {
		t.Errorf("got %v", err)
	}
}

func TestRemovedUserIsOut(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales")
	h.mesh.change(func(s *State) { s.Users = fakeUsers{"bob": {Name: "bob"}} })
	if _, err := ask(c, "select n from orders"); errno(err) != 1227 {
		t.Errorf("got %v", err)
	}
	if _, err := ask(c, "select n from orders"); err == nil {
		t.Error("the session of a removed user lives on")
	}
}

func TestSelectLimit(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales")
	if _, err := ask(c, "set sql_select_limit = 2"); err != nil {
		t.Fatal(err)
	}
	if got, _ := ask(c, "select n from orders"); got != "0\n1" {
		t.Errorf("got %q", got)
	}
	if got, _ := ask(c, "select n from orders limit 10"); got != "0\n1\n2" {
		t.Errorf("a LIMIT of its own: got %q", got)
	}
}

func TestAudit(t *testing.T) {
	h := newHarness(t, nil)
	c := h.open("ana", "sales")
	if _, err := ask(c, "select masked from orders"); err != nil {
		t.Fatal(err)
	}
	for r := range h.records {
		if r.Verb != "SELECT" {
			continue
		}
		if r.Principal != "ana" || r.Outcome != "ok" || r.Rows != 3 || len(r.Masked) != 1 || r.Tables[0] != "sales.orders" {
			t.Errorf("got %+v", r)
		}
		return
	}
}

func TestDrain(t *testing.T) {
	h := newHarness(t, nil)
	idle, busy := h.open("ana", "sales"), h.open("ana", "sales")
	failed := make(chan error, 1)
	go func() {
		_, err := ask(busy, "select slow from orders")
		failed <- err
	}()
	time.Sleep(100 * time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if err := h.server.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-failed; errno(err) != 1053 {
		t.Errorf("the running statement: %v", err)
	}
	if _, err := ask(idle, "select n from orders"); err == nil {
		t.Error("an idle session outlived the server")
	}
}
