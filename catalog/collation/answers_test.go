package collation

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"nanohouse/catalog"
)

// Each line of testdata/mysql.txt is what a MySQL server answered: collation, text, other,
// pattern (in hexadecimal, - where empty), and STRCMP(text, other),
// text LIKE pattern, LOCATE(pattern, text), FIND_IN_SET(other, CONCAT(text, ',', pattern)).
func TestAnswersAreMySQLs(t *testing.T) {
	file := "testdata/mysql.txt"
	if f := os.Getenv("NANOHOUSE_TEST_COLLATIONS"); f != "" {
		file = f
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	lines := 0
	for s := bufio.NewScanner(in); s.Scan(); lines++ {
		f := strings.Fields(s.Text())
		c, ok := catalog.CollationOf(f[0])
		if !ok || len(f) != 8 {
			t.Fatalf("not a case: %s", s.Text())
		}
		text, other, pattern := unhex(t, f[1]), unhex(t, f[2]), unhex(t, f[3])
		place := Locate(pattern, text, c)
		like := 0
		if Like(text, pattern, '\\', c) {
			like = 1
		}
		got := fmt.Sprint(strings.Compare(Key(text, c), Key(other, c)), like, place, FindInSet(other, text+","+pattern, c))
		if want := strings.Join(f[4:], " "); got != want {
			t.Errorf("%s %q %q %q: %s, MySQL has %s", c, text, other, pattern, got, want)
		}
	}
	if lines < 100 {
		t.Errorf("only %d cases", lines)
	}
}

func unhex(t *testing.T, s string) string {
	t.Helper()
	if s == "-" {
		return ""
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
