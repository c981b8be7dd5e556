package icu

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// kindOf are the errors by MySQL's numbers.
var kindOf = map[string]Kind{
	"3685": IllegalArgument, "3688": Syntax, "3689": BadEscape, "3691": Parenthesis, "3692": BadInterval, "3693": MaxLessMin,
	"3694": BackReference, "3695": LookBehind, "3696": MissingBracket, "3697": InvalidRange, "3699": TimeOut, "3887": GroupName, "4007": NumberTooBig,
}

// TestMatches compares with what MySQL finds.
func TestMatches(t *testing.T) {
	f, err := os.Open("testdata/matches.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, refused := bufio.NewScanner(f), 0
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		head, want, _ := strings.Cut(line, " => ")
		var pattern, text string
		options, rest, _ := strings.Cut(head, " ")
		d := json.NewDecoder(strings.NewReader(rest))
		if err := errors.Join(d.Decode(&pattern), d.Decode(&text)); err != nil {
			t.Fatalf("line %d: %v", n, err)
		}
		got := find(pattern, text, options)
		if got == "unsupported" {
			refused++
			continue
		}
		if number, ok := strings.CutPrefix(want, "error "); ok {
			want = fmt.Sprint("error ", kindOf[number])
		}
		if got != want {
			t.Errorf("line %d: %s\n  got  %s\n  want %s", n, head, got, want)
		}
	}
	if refused > 20 {
		t.Errorf("%d lines are refused", refused)
	}
}

func find(pattern, text, options string) string {
	re, err := Compile(pattern, Options{
		AnyCase: strings.Contains(options, "i"), Lines: strings.Contains(options, "m"),
		All: strings.Contains(options, "n"), Unix: strings.Contains(options, "u"),
	})
	var m Match
	if err == nil {
		m, err = re.Search(text, 0)
	}
	var bad *Error
	switch {
	case errors.As(err, &bad) && bad.Kind == Unsupported:
		return "unsupported"
	case errors.As(err, &bad):
		return fmt.Sprint("error ", bad.Kind)
	case m == nil:
		return "none"
	}
	found, _ := json.Marshal(text[m[0]:m[1]])
	var b strings.Builder
	for _, r := range string(found) {
		if r < 0x80 {
			b.WriteRune(r)
		} else if r > 0xFFFF {
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+(r-0x10000)>>10, 0xDC00+(r-0x10000)&0x3FF)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return fmt.Sprint(utf8.RuneCountInString(text[:m[0]])+1, " ", strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(b.String()))
}
