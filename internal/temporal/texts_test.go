package temporal

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Each text is read as MySQL reads it, as a date and time and as a time.
func TestTexts(t *testing.T) {
	lines, err := os.ReadFile("testdata/texts.txt")
	if err != nil {
		t.Fatal(err)
	}
	for n, line := range strings.Split(strings.TrimSpace(string(lines)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, " | ")
		text, err := strconv.Unquote(parts[0])
		if err != nil || len(parts) != 3 {
			t.Fatalf("line %d: %s", n+1, line)
		}
		if got := dateText(text); got != parts[1] {
			t.Errorf("%q as a date is %s, want %s", text, got, parts[1])
		}
		if got := timeText(text); got != parts[2] {
			t.Errorf("%q as a time is %s, want %s", text, got, parts[2])
		}
	}
}

func dateText(text string) string {
	v, _, ok := ParseDate(text, NoZeroDate|NoZeroInDate, time.UTC)
	if !ok {
		return "NULL"
	}
	v.Kind = DateTime
	return v.Text(6)
}

func timeText(text string) string {
	v, digits, ok := ParseTime(text, time.UTC)
	if !ok {
		return "NULL"
	}
	v, _ = digits.Round(v.TimeOnly())
	return v.Text(6)
}

// Clock readings in a jump are the moment of the jump, those that come twice the
// first, and after 2037 summer time has no rule.
func TestInstants(t *testing.T) {
	berlin, ok := Zone("europe/berlin")
	if !ok {
		t.Fatal("no Europe/Berlin")
	}
	for text, want := range map[string]int64{
		"2020-03-29 01:59:59": 1585443599, "2020-03-29 02:30:00": 1585443600, "2020-03-29 03:00:00": 1585443600,
		"2020-10-25 02:30:00": 1603585800, "2020-10-25 03:00:00": 1603591200, "2020-07-01 00:00:00": 1593554400,
		"2050-07-01 00:00:00": 2540242800,
	} {
		v, _, ok := ParseDate(text, 0, time.UTC)
		if !ok {
			t.Fatal(text)
		}
		if got := v.Unix(berlin) / 1_000_000; got != want {
			t.Errorf("%s is %d, want %d", text, got, want)
		}
	}
}
