package jsonvalue

import (
	"strings"
	"testing"
)

func TestPrint(t *testing.T) {
	for in, want := range map[string]string{
		`{"b":1,"a":2,"aa":3,"B":4,"é":5,"":6, "a":7}`: `{"": 6, "B": 4, "a": 7, "b": 1, "aa": 3, "é": 5}`,
		`1e14`: `100000000000000.0`, `1e15`: `1e15`, `123456789012345678`: `123456789012345678`, `1.5e300`: `1.5e300`,
		`0.00001`: `0.00001`, `1.5e-7`: `0.00000015`, `1075227213770221.6`: `1075227213770221.6`, `1234567890123456.0`: `1.234567890123456e15`, `-0`: `0`, `-0.0`: `-0.0`, `1.10`: `1.1`,
		`18446744073709551616`: `1.8446744073709552e19`, `-9223372036854775809`: `-9.223372036854776e18`,
		`"\u00e9\ud83d\ude00\n\u0001\/"`:     `"é😀\n\u0001/"`,
		`[d1.50,u7,D"2020-01-02",B15"YWI="]`: `[1.50, 7, "2020-01-02", "base64:type15:YWI="]`,
	} {
		v, err := Parse(in)
		if err != nil {
			t.Fatalf("%s: %v", in, err)
		}
		if got := v.Print(); got != want {
			t.Errorf("%s prints %s, want %s", in, got, want)
		}
		if back, err := Parse(v.Encode()); err != nil || back.Encode() != v.Encode() {
			t.Errorf("%s does not come back from %s", in, v.Encode())
		}
	}
}

// Lookup must give what Find gives, or say that it cannot.
func TestLookup(t *testing.T) {
	docs := []string{
		`{"a":{"b":[1,2,{"c":3}]},"c":4}`, `{"a":1,"a":{"b":2}}`, `{"a":{"b":2},"a":1}`, `{"\u0061":{"b":"x\ny"}}`, `[1,[2,3]]`, `"é"`, `5`,
		`{"a":{"b":d1.50}}`, `{"a": {"b" : [ ] } }`, `{"a":{"b":01}}`, `{"a":{"b":1}`, `{"a":{"b":1e400}}`, `{"a":{"b":1},}`, `[1,]`, `{"a":{"b":true}} x`, ``,
	}
	for _, path := range []string{"$", "$.a", "$.a.b", "$.a.b[1]", "$[0]", "$[1][1]", "$.a[0].b", "$.a.b[2].c", "$.c[1]"} {
		p, _ := ParsePath(path)
		for _, doc := range docs {
			text, ok := p.Lookup(doc)
			v, err := Parse(doc)
			if err != nil {
				if ok {
					t.Errorf("%s of %s: found %q where there is no document", path, doc, text)
				}
				continue
			}
			want := ""
			if f := p.First(v); f != nil {
				want = f.Encode()
			}
			got := ""
			if text != "" {
				if f, err := Parse(text); err == nil {
					got = f.Encode()
				}
			}
			if !ok || got != want {
				t.Errorf("%s of %s: %s, %v; want %s", path, doc, got, ok, want)
			}
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	const doc = `{"id":77,"user":{"name":"user77","tags":["a","b","c"],"score":115.5},"ts":"2024-01-01 00:00:00","payload":"lorem ipsum dolor sit amet consectetur"}`
	b.Run("path", func(b *testing.B) {
		for b.Loop() {
			p, _ := ParsePath("$.user.name")
			p.Lookup(doc)
		}
	})
	b.Run("document", func(b *testing.B) {
		for b.Loop() {
			p, _ := ParsePath("$.user.name")
			v, _ := Parse(doc)
			p.First(v)
		}
	})
}

// The order is the one that MySQL's < gives; a key must order like Compare.
func TestCompare(t *testing.T) {
	ascending := []string{
		`null`, `-1e300`, `-2`, `d-1.50`, `-0.1`, `0`, `0.1`, `d0.25`, `1`, `u9223372036854775808`, `18446744073709551616`, `""`, `"1"`, `"9"`, `"a"`, `"a\u0000"`,
		`"aa"`, `{}`, `{"a":1}`, `{"ab":1}`, `{"k":0}`, `{"k":1}`, `{"a":0,"c":1}`, `{"b":0,"c":0}`, `[]`, `[1]`, `[1,2]`, `[2]`, `[[]]`, `false`, `true`,
		`D"2020-01-02"`, `T"-10:00:00.000000"`, `T"09:00:00.000000"`, `T"100:00:00.000000"`, `S"2020-01-02 00:00:00.000000"`, `B15"YQ=="`,
	}
	sign := func(n int) int {
		return min(1, max(-1, n))
	}
	for i, a := range ascending {
		for j, b := range ascending {
			x, errX := Parse(a)
			y, errY := Parse(b)
			if errX != nil || errY != nil {
				t.Fatal(a, b, errX, errY)
			}
			if got := sign(Compare(x, y)); got != sign(i-j) {
				t.Errorf("%s and %s compare %d", a, b, got)
			}
			if got := strings.Compare(x.Key(), y.Key()); got != sign(i-j) {
				t.Errorf("the keys of %s and %s compare %d", a, b, got)
			}
		}
	}
	one, _ := Parse(`{"a":[1,d2.0]}`)
	other, _ := Parse(`{"a":[1.0,2]}`)
	if Compare(one, other) != 0 || one.Key() != other.Key() {
		t.Error("numbers of different kinds differ")
	}
}
