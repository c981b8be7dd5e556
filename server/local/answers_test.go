package local

import (
	"errors"
	"strings"
	"testing"

	"nanohouse/internal/sqlerr"
)

func TestAnswers(t *testing.T) {
	c, v := testConn(t)
	c.SetDatabase("sales")
	cases := []struct{ name, text, want string }{
		{"a closed column is not shown", "describe orders",
			"id|bigint|NO|PRI|NULL|\nstatus|varchar(10)|YES||NULL|\namount|decimal(12,2)|YES||NULL|\nat|timestamp(6)|YES||NULL|\nok|tinyint(1)|YES||NULL|"},
		{"nor in information_schema", "select column_name from information_schema.columns where table_name = 'orders' order by ordinal_position",
			"id\nstatus\namount\nat\nok"},
		{"a column's collation", "show full columns from orders like 'status'", "status|varchar(10)|utf8mb4_0900_ai_ci|YES||NULL|||open or closed"},
		{"in information_schema", "select column_type, collation_name from information_schema.columns where table_name = 'orders' and column_name = 'status'",
			"varchar(10)|utf8mb4_0900_ai_ci"},
		{"comments are descriptions", "select table_comment from information_schema.tables where table_name = 'orders'", "one row an order"},
		{"row counts are not told", "select table_rows from information_schema.tables where table_name = 'orders'", "0"},
		{"keys are shown", "select column_name, constraint_name from information_schema.key_column_usage where table_name = 'orders'", "id|PRIMARY"},
		{"own processes only", "select user, info is not null from information_schema.processlist", "ana|1"},
		{"no views", "select count(*) from information_schema.views", "0"},
		{"no users", "select count(*) from information_schema.user_privileges where grantee like '%root%'", "0"},
		{"versions", "select @@version, @@version_comment, @@port, @@hostname", "8.0.36-nanohouse|nanohouse|3307|nanohouse"},
		{"files are closed", "select @@secure_file_priv is null or @@secure_file_priv = '', @@local_infile, @@datadir", "1|0|"},
		{"uptime is above zero", "show status like 'uptime'", "Uptime|1"},
		{"executable comments", "SHOW /*!50002 FULL*/ TABLES FROM `sales` LIKE 'orders'", "orders|BASE TABLE"},
		{"comments for later versions", "select @@port /*!99999 + nonsense */", "3307"},
		{"grants", "show grants", "GRANT USAGE ON *.* TO `ana`@`%`\nGRANT SELECT ON `sales`.`orders` TO `ana`@`%`\nGRANT SELECT ON `sales`.`orders_v1` TO `ana`@`%`"},
		{"grants of others", "show grants for 'bob'@'%'", ""},
		{"triggers", "show full triggers from sales", ""},
		{"MariaDB ODBC's columns", "SELECT TABLE_SCHEMA AS TABLE_CAT, TABLE_NAME, COLUMN_NAME, CASE DATA_TYPE WHEN 'bigint' THEN @dt:=(-5) ELSE @dt:=(-9)END AS DATA_TYPE, " +
			"UCASE(COLUMN_TYPE) AS TYPE_NAME, CAST(CASE WHEN DATA_TYPE in ('bigint') THEN @ColSize:=NUMERIC_PRECISION ELSE @ColSize:=CHARACTER_MAXIMUM_LENGTH END AS UNSIGNED) AS COLUMN_SIZE," +
			"@tol:=CAST(CASE @dt WHEN (-5) THEN 20 ELSE @ColSize + 1 END AS SIGNED) AS BUFFER_LENGTH, @tol AS O FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'orders' AND ORDINAL_POSITION < 3",
			"sales|orders|id|-5|BIGINT|19|20|20\nsales|orders|status|-9|VARCHAR(10)|10|11|11"},
	}
	for _, k := range cases {
		t.Run(k.name, func(t *testing.T) {
			got, err := ask(c, v, k.text)
			if k.name == "grants" {
				got = sortedLines(got)
			}
			if err != nil || got != k.want {
				t.Errorf("%s\n got %q %v\nwant %q", k.text, got, err, k.want)
			}
		})
	}
}

func sortedLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		for j := i + 1; j < len(lines); j++ {
			if len(lines[j]) < len(lines[i]) {
				lines[i], lines[j] = lines[j], lines[i]
			}
		}
	}
	return strings.Join(lines, "\n")
}

func TestRowsAreOutOfReach(t *testing.T) {
	c, v := testConn(t)
	c.SetDatabase("sales")
	for _, q := range []string{
		"select * from orders", "select count(*) from orders", "select id from orders where id = 1",
		"select 1 from information_schema.tables t join orders o", "select (select max(id) from orders)",
		"select * from orders limit 0", "table orders", "set @x = (select id from orders limit 1)",
		"show columns from orders where (select count(*) from orders) > 0",
	} {
		got, err := ask(c, v, q)
		if err == nil && got != "" {
			t.Errorf("%s gave %q", q, got)
		}
	}
}

func TestClosedFunctions(t *testing.T) {
	c, v := testConn(t)
	for _, q := range []string{
		"select load_file('/etc/passwd')", "select sleep(1)", "select get_lock('a', 1)", "select repeat('a', 1000000)",
		"show tables from sales where (select load_file('/etc/passwd')) is not null",
	} {
		if got, err := ask(c, v, q); err == nil {
			t.Errorf("%s gave %q", q, got)
		}
	}
}

func TestWritesAreRefused(t *testing.T) {
	c, v := testConn(t)
	c.SetDatabase("sales")
	for _, q := range []string{"create table x (a int)", "drop table orders", "insert into orders (id) values (1)", "create database x", "drop database sales", "create view v as select 1"} {
		if _, err := ask(c, v, q); err == nil {
			t.Errorf("%s passed", q)
		}
	}
}

func TestErrorCodes(t *testing.T) {
	c, v := testConn(t)
	cases := []struct {
		text string
		want sqlerr.Code
	}{
		{"show tables from nowhere", sqlerr.UnknownDatabase},
		{"select * from information_schema.nothing", sqlerr.UnknownTable},
		{"select nothing from information_schema.tables", sqlerr.UnknownColumn},
		{"select @@nothing", sqlerr.UnknownVariable},
		{"selec", sqlerr.Syntax},
	}
	for _, k := range cases {
		_, err := ask(c, v, k.text)
		if !errors.Is(err, sqlerr.New(k.want, "")) {
			t.Errorf("%s: %v", k.text, err)
		}
	}
}

func TestLongUnionIsPlannedInTime(t *testing.T) {
	c, v := testConn(t)
	var b strings.Builder
	b.WriteString("select @@port, 'a', null, 1")
	for range 40 {
		b.WriteString(" union select 2, null, 'x', 1.5")
	}
	if _, err := ask(c, v, b.String()); err != nil {
		t.Error(err)
	}
}

func TestResetClearsVariables(t *testing.T) {
	c, v := testConn(t)
	c.SetDatabase("sales")
	for _, q := range []string{"set @a = 1", "set sql_select_limit = 5"} {
		if _, err := ask(c, v, q); err != nil {
			t.Fatal(err)
		}
	}
	if a, _ := c.User("a"); a == nil || c.Number("sql_select_limit") != 5 {
		t.Fatalf("not set: %v %d", a, c.Number("sql_select_limit"))
	}
	c.Reset()
	if a, _ := c.User("a"); a != nil || c.Number("sql_select_limit") == 5 || c.Database() != "sales" {
		t.Errorf("after reset: %v %d %q", a, c.Number("sql_select_limit"), c.Database())
	}
}
