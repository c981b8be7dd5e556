package local

import (
	"fmt"
	"regexp"
	"strings"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
)

// Statements that the parser does not know, or the engine below answers
// wrongly, but that clients send by themselves. Each is answered here with the
// columns that MySQL gives, or rewritten into one that is known.

// substitute is a statement and the one that it is rewritten into.
type substitute struct {
	match *regexp.Regexp
	into  string
}

const name = "(`[^`]+`|[\\w$]+)(?:\\s*\\.\\s*(`[^`]+`|[\\w$]+))?"

var substitutes = []substitute{
	{regexp.MustCompile(`(?is)^show\s+full\s+triggers\b(.*)$`), "SHOW TRIGGERS$1"},
	{regexp.MustCompile(`(?is)^(?:describe|desc|explain)\s+` + name + `\s+'([^']*)'$`), "SHOW COLUMNS FROM $1$DOT$2 LIKE '$3'"},
	{regexp.MustCompile(`(?is)^(?:describe|desc)\s+` + name + `\s+` + "`?([\\w$]+)`?$"), "SHOW COLUMNS FROM $1$DOT$2 LIKE '$3'"},
	{regexp.MustCompile(`(?is)^show\s+(full\s+|extended\s+)*(columns|fields)\s+in\s+` + name + `(?:\s+in\s+(` + "`[^`]+`" + `|\w+))?(.*)$`), "SHOW $1COLUMNS FROM $3$DOT$4$FROM$5$6"},
	{regexp.MustCompile(`(?is)^show\s+(index|indexes|keys)\s+in\s+` + name + `(?:\s+in\s+(` + "`[^`]+`" + `|\w+))?(.*)$`), "SHOW INDEX FROM $2$DOT$3$FROM$4$5"},
	{regexp.MustCompile(`(?is)^show\s+tables\s+in\s+(` + "`[^`]+`" + `|\w+)(.*)$`), "SHOW TABLES FROM $1$2"},
	{regexp.MustCompile(`(?is)^show\s+schemas\b(.*)$`), "SHOW DATABASES$1"},
	{regexp.MustCompile(`(?is)^do\s+(.*)$`), "SELECT $1"},
}

var expansion = regexp.MustCompile(`\$(DOT|FROM)?\$?(\d)`)

// Rewrite gives a statement that means the same as text and that the parser
// knows; mostly text itself.
func Rewrite(text string) string {
	s := Trim(text)
	if o := withoutAssignments(s); o != s {
		return o
	}
	for _, r := range substitutes {
		m := r.match.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		return expansion.ReplaceAllStringFunc(r.into, func(ref string) string {
			e := expansion.FindStringSubmatch(ref)
			v := m[e[2][0]-'0']
			switch {
			case v == "":
				return ""
			case e[1] == "DOT":
				return "." + v
			case e[1] == "FROM":
				return " FROM " + v
			}
			return v
		})
	}
	return s
}

// Trim gives a statement without comments, blanks around it and the delimiter behind it.
func Trim(text string) string {
	s := strings.TrimSpace(plain(text))
	return strings.TrimRight(s, "; \t\r\n")
}

// shape is the columns of an empty answer.
type shape struct {
	match   *regexp.Regexp
	columns []string
}

var empty = []shape{
	{regexp.MustCompile(`(?i)^show\s+open\s+tables\b`), []string{"Database", "Table", "In_use", "Name_locked"}},
	{regexp.MustCompile(`(?i)^show\s+errors\b`), []string{"Level", "Code", "Message"}},
	{regexp.MustCompile(`(?i)^show\s+profiles\b`), []string{"Query_ID", "Duration", "Query"}},
	{regexp.MustCompile(`(?i)^show\s+profile\b`), []string{"Status", "Duration"}},
	{regexp.MustCompile(`(?i)^show\s+engine\s+\w+\s+(status|mutex)\b`), []string{"Type", "Name", "Status"}},
	{regexp.MustCompile(`(?i)^help\b`), []string{"name", "is_it_category"}},
	{regexp.MustCompile(`(?i)^show\s+(master\s+status|binary\s+log\s+status)\b`), []string{"File", "Position", "Binlog_Do_DB", "Binlog_Ignore_DB", "Executed_Gtid_Set"}},
	{regexp.MustCompile(`(?i)^show\s+(slave|replica)\s+status\b`), []string{"Replica_IO_State", "Source_Host", "Source_User", "Source_Port"}},
	{regexp.MustCompile(`(?i)^show\s+(slave\s+hosts|replicas)\b`), []string{"Server_Id", "Host", "Port", "Source_Id", "Replica_UUID"}},
	{regexp.MustCompile(`(?i)^show\s+(binary|master)\s+logs\b`), []string{"Log_name", "File_size", "Encrypted"}},
	{regexp.MustCompile(`(?i)^show\s+binlog\s+events\b`), []string{"Log_name", "Pos", "Event_type", "Server_id", "End_log_pos", "Info"}},
	{regexp.MustCompile(`(?i)^show\s+(procedure|function)\s+code\b`), []string{"Pos", "Instruction"}},
	{regexp.MustCompile(`(?i)^show\s+(procedure|function)\s+status\b`), []string{"Db", "Name", "Type", "Definer", "Modified", "Created", "Security_type", "Comment", "character_set_client", "collation_connection", "Database Collation"}},
	{regexp.MustCompile(`(?i)^show\s+(full\s+)?triggers\b`), []string{"Trigger", "Event", "Table", "Statement", "Timing", "Created", "sql_mode", "Definer", "character_set_client", "collation_connection", "Database Collation"}},
	{regexp.MustCompile(`(?i)^show\s+events\b`), []string{"Db", "Name", "Definer", "Time zone", "Type", "Execute at", "Interval value", "Interval field", "Starts", "Ends", "Status", "Originator", "character_set_client", "collation_connection", "Database Collation"}},
}

var (
	countWarnings = regexp.MustCompile(`(?i)^show\s+count\s*\(\s*\*\s*\)\s+(warnings|errors)$`)
	showGrants    = regexp.MustCompile(`(?i)^show\s+grants(?:\s+for\s+(.+))?$`)
)

// Special reports whether a statement is answered here without a parse.
func Special(text string) bool {
	s := Trim(text)
	if countWarnings.MatchString(s) || showGrants.MatchString(s) {
		return true
	}
	for _, e := range empty {
		if e.match.MatchString(s) {
			return true
		}
	}
	return false
}

func (c *Conn) special(s Statement) (*Result, bool) {
	text := Trim(s.Text)
	if m := countWarnings.FindStringSubmatch(text); m != nil {
		return c.countWarnings(strings.ToLower(m[1])), true
	}
	if m := showGrants.FindStringSubmatch(text); m != nil {
		return c.grants(s.View, m[1]), true
	}
	for _, e := range empty {
		if e.match.MatchString(text) {
			return Rows(textColumns(e.columns), nil), true
		}
	}
	return nil, false
}

func (c *Conn) countWarnings(what string) *Result {
	n := c.WarningCount()
	if what == "errors" {
		n = 0
		for _, w := range c.Warnings() {
			if w.Level == "Error" {
				n++
			}
		}
	}
	column := "@@session." + strings.TrimSuffix(what, "s") + "_count"
	out := []plan.Output{{Name: column, Type: catalog.Type{Kind: catalog.Int64}}}
	return Rows(out, [][]string{{fmt.Sprint(n)}})
}

// grants tells what the principal may read, as MySQL writes privileges. Asking
// for another user tells nothing.
func (c *Conn) grants(v View, of string) *Result {
	who := fmt.Sprintf("`%s`@`%%`", c.user)
	title := "Grants for " + c.user + "@%"
	rows := [][]string{{"GRANT USAGE ON *.* TO " + who}}
	asked := strings.ToLower(strings.Trim(strings.SplitN(strings.TrimSpace(of), "@", 2)[0], "'`\""))
	if asked != "" && asked != strings.ToLower(c.user) && !strings.HasPrefix(asked, "current_user") {
		return Rows(textColumns([]string{"Grants"}), nil)
	}
	for _, d := range v.Domains() {
		for _, t := range v.Tables(d) {
			rows = append(rows, []string{fmt.Sprintf("GRANT SELECT ON `%s`.`%s` TO %s", d, t, who)})
		}
	}
	return Rows(textColumns([]string{title}), rows)
}

func textColumns(names []string) []plan.Output {
	out := make([]plan.Output, len(names))
	for i, n := range names {
		out[i] = plan.Output{Name: n, Type: catalog.Type{Kind: catalog.String, Length: 1024}, Nullable: true}
	}
	return out
}
