package wire

import (
	"encoding/hex"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"nanohouse/catalog"
	"nanohouse/planner/plan"
	"nanohouse/server/packet"
	"nanohouse/storage"
)

func typ(k catalog.Kind) catalog.Type { return catalog.Type{Kind: k} }

func micros(s string) int64 {
	t, err := time.Parse("2006-01-02 15:04:05.999999", s)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

func TestTextValues(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	dt := func(p uint8) catalog.Type { return catalog.Type{Kind: catalog.DateTime, Precision: p} }
	ts := catalog.Type{Kind: catalog.Timestamp, Precision: 6}
	tm := func(p uint8) catalog.Type { return catalog.Type{Kind: catalog.Time, Precision: p} }
	cases := []struct {
		name  string
		typ   catalog.Type
		data  any
		scale uint8
		want  []string
	}{
		{"bool", typ(catalog.Bool), []bool{true, false}, 0, []string{"1", "0"}},
		{"tinyint", typ(catalog.Int8), []int8{-128, 127}, 0, []string{"-128", "127"}},
		{"bigint", typ(catalog.Int64), []int64{math.MinInt64, 0, math.MaxInt64}, 0, []string{"-9223372036854775808", "0", "9223372036854775807"}},
		{"bigint unsigned", typ(catalog.UInt64), []uint64{math.MaxUint64}, 0, []string{"18446744073709551615"}},
		{"decimal in 16 bits", typ(catalog.Decimal), []int16{-1, 150, 0}, 2, []string{"-0.01", "1.50", "0.00"}},
		{"decimal in 64 bits", typ(catalog.Decimal), []int64{math.MinInt64, 5}, 18, []string{"-9.223372036854775808", "0.000000000000000005"}},
		{"decimal in 128 bits", typ(catalog.Decimal), []storage.Int128{
			{Lo: math.MaxUint64, Hi: math.MaxInt64}, {Lo: 0, Hi: math.MinInt64}, {Lo: math.MaxUint64, Hi: -1}, {Lo: 12345},
		}, 4, []string{
			"17014118346046923173168730371588410.5727", "-17014118346046923173168730371588410.5728", "-0.0001", "1.2345",
		}},
		{"hugeint", typ(catalog.Decimal), []storage.Int128{{Lo: 0, Hi: 1}}, 0, []string{"18446744073709551616"}},
		{"wide scale", typ(catalog.Decimal), []storage.Int128{{Lo: 0, Hi: 1}}, 38, []string{"0.00000000000000000018446744073709551616"}},
		{"double as MySQL prints it", typ(catalog.Double), []float64{
			1.5e-10, 1e-15, 1e-16, 1e14, 1e15, 1e16, 123456789012345678, 0.30000000000000004, math.Copysign(0, -1), 1.7976931348623157e308, -2.5, 100,
		}, 0, []string{
			"0.00000000015", "0.000000000000001", "1e-16", "100000000000000", "1e15", "1e16", "1.2345678901234568e17",
			"0.30000000000000004", "-0", "1.7976931348623157e308", "-2.5", "100",
		}},
		{"float has six digits", typ(catalog.Float), []float32{16777216, 1.1, 3.4e38, 123456.789, 1e-20, 9999999}, 0,
			[]string{"16777200", "1.1", "3.4e38", "123457", "1e-20", "10000000"}},
		{"date", typ(catalog.Date), []int32{0, -1, 18321, -719528, 2932896, math.MaxInt32, -719529}, 0, []string{
			"1970-01-01", "1969-12-31", "2020-02-29", "0000-01-01", "9999-12-31", "0000-00-00", "0000-00-00",
		}},
		{"datetime(6)", dt(6), []int64{micros("2024-01-09 01:02:03.000004"), -1, math.MaxInt64}, 0, []string{
			"2024-01-09 01:02:03.000004", "1969-12-31 23:59:59.999999", "0000-00-00 00:00:00.000000",
		}},
		{"datetime", dt(0), []int64{micros("2024-01-09 01:02:03.999999")}, 0, []string{"2024-01-09 01:02:03"}},
		{"timestamp over a change of the clock", ts, []int64{
			micros("2024-03-31 00:59:59.5"), micros("2024-03-31 01:00:00"), micros("2024-10-27 00:30:00"), micros("2024-10-27 01:30:00"),
		}, 0, []string{
			"2024-03-31 01:59:59.500000", "2024-03-31 03:00:00.000000", "2024-10-27 02:30:00.000000", "2024-10-27 02:30:00.000000",
		}},
		{"time", tm(6), []int64{0, -1500000, 3_600_000_000*838 + 59*60_000_000 + 59_000_000, math.MaxInt64, math.MinInt64}, 0, []string{
			"00:00:00.000000", "-00:00:01.500000", "838:59:59.000000", "838:59:59.000000", "-838:59:59.000000",
		}},
		{"time(0)", tm(0), []int64{1999999, -1999999}, 0, []string{"00:00:01", "-00:00:01"}},
		{"text", catalog.Type{Kind: catalog.String, Length: 300}, stringsOf("", "twelve bytes", "thirteen byte", strings.Repeat("é", 200)), 0,
			[]string{"", "twelve bytes", "thirteen byte", strings.Repeat("é", 200)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e, err := newEncoder(c.typ, &storage.Vector{Data: c.data, Scale: c.scale}, Format{Charset: UTF8, Location: berlin})
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range c.want {
				got, err := packet.LenString(e.append(nil, i))
				if err != nil || string(got) != want {
					t.Errorf("row %d: got %q (%v), want %q", i, got, err, want)
				}
			}
		})
	}
}

func TestBinaryValues(t *testing.T) {
	cases := []struct {
		name string
		typ  catalog.Type
		data any
		want string // hex
	}{
		{"bool", typ(catalog.Bool), []bool{true}, "01"},
		{"smallint", typ(catalog.Int16), []int16{-2}, "feff"},
		{"int", typ(catalog.Int32), []int32{-2}, "feffffff"},
		{"bigint unsigned", typ(catalog.UInt64), []uint64{math.MaxUint64}, "ffffffffffffffff"},
		{"float", typ(catalog.Float), []float32{1.5}, "0000c03f"},
		{"double", typ(catalog.Double), []float64{1.5}, "000000000000f83f"},
		{"date", typ(catalog.Date), []int32{18321}, "04e407021d"},
		{"midnight", catalog.Type{Kind: catalog.DateTime, Precision: 6}, []int64{micros("2020-02-29 00:00:00")}, "04e407021d"},
		{"second", catalog.Type{Kind: catalog.DateTime, Precision: 6}, []int64{micros("2020-02-29 01:02:03")}, "07e407021d010203"},
		{"fraction", catalog.Type{Kind: catalog.DateTime, Precision: 6}, []int64{micros("2020-02-29 01:02:03.000004")}, "0be407021d01020304000000"},
		{"fraction cut", catalog.Type{Kind: catalog.DateTime}, []int64{micros("2020-02-29 01:02:03.000004")}, "07e407021d010203"},
		{"time", catalog.Type{Kind: catalog.Time, Precision: 6}, []int64{-(25*3600 + 1) * 1_000_000}, "080101000000010001"},
		{"time zero", catalog.Type{Kind: catalog.Time}, []int64{0}, "00"},
		{"decimal", catalog.Type{Kind: catalog.Decimal, Precision: 4}, []int16{12}, "023132"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e, err := newEncoder(c.typ, &storage.Vector{Data: c.data}, Format{Binary: true, Charset: UTF8})
			if err != nil {
				t.Fatal(err)
			}
			if got := hex.EncodeToString(e.append(nil, 0)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestCellsInBinary(t *testing.T) {
	w := &Writer{format: Format{Binary: true, Charset: UTF8}}
	cases := []struct {
		typ  catalog.Type
		cell string
		want string
	}{
		{typ(catalog.Int64), "-1", "ffffffffffffffff"},
		{typ(catalog.UInt8), "255", "ff"},
		{typ(catalog.Double), "1.5", "000000000000f83f"},
		{typ(catalog.Date), "2020-02-29", "04e407021d"},
		{catalog.Type{Kind: catalog.DateTime, Precision: 6}, "2020-02-29 01:02:03.000004", "0be407021d01020304000000"},
		{catalog.Type{Kind: catalog.Time}, "-25:00:01", "080101000000010001"},
		{typ(catalog.String), "ab", "026162"},
	}
	for _, c := range cases {
		if got := hex.EncodeToString(w.binaryCell(nil, c.typ, Cell(c.cell))); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.typ, c.cell, got, c.want)
		}
	}
}

func TestUnfitVectorIsAnError(t *testing.T) {
	if _, err := newEncoder(typ(catalog.String), &storage.Vector{Data: []int64{1}}, Format{}); err == nil {
		t.Error("a string column took integers")
	}
}

func TestLatin1(t *testing.T) {
	c := CharsetOfCollation(8)
	if got := string(c.Encode("Müller €")); got != "M\xfcller \x80" {
		t.Errorf("encode: %q", got)
	}
	if got := string(c.Encode("日")); got != "?" {
		t.Errorf("encode of what latin1 lacks: %q", got)
	}
	if got := c.Decode([]byte("M\xfcller \x80")); got != "Müller €" {
		t.Errorf("decode: %q", got)
	}
}

func TestNullColumnTakesAnyVector(t *testing.T) {
	out := []plan.Output{{Name: "a", Type: typ(catalog.Null)}, {Name: "b", Type: typ(catalog.Int64)}}
	b := &storage.Batch{Rows: 1, Columns: []storage.Vector{{Data: stringsOf("x")}, {Data: []int64{7}}}}
	cells, err := Texts(out, b, 0, Format{})
	if err != nil || cells[0] != nil || string(cells[1]) != "7" {
		t.Errorf("got %q %v", cells, err)
	}
}

// MySQL has no infinity, so that a result with one is out of range in both formats.
func TestInfinityIsOutOfRange(t *testing.T) {
	for _, f := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
		for _, binary := range []bool{false, true} {
			w := NewWriter(nil, []plan.Output{{Type: catalog.Type{Kind: catalog.Double}}}, Format{Binary: binary})
			err := w.load(&storage.Batch{Rows: 2, Columns: []storage.Vector{{Data: []float64{1, f}}}})
			if !errors.Is(err, storage.ErrOverflow) {
				t.Errorf("%v: got %v", f, err)
			}
			if err := w.load(&storage.Batch{Rows: 2, Columns: []storage.Vector{{Data: []float64{1, f}, Valid: []uint64{1}}}}); err != nil {
				t.Errorf("%v that is NULL: %v", f, err)
			}
		}
	}
}
