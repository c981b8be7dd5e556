package contract

import (
	"fmt"
	"strconv"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/spelling"
	"nanohouse/internal/yamldoc"
)

// logicalTypes are ODCS's words for types, with the physical type that fits best
// and the kinds of physical type that do not contradict the word.
var logicalTypes = map[string]struct {
	example string
	kinds   []catalog.Kind
}{
	"string":    {"VARCHAR", []catalog.Kind{catalog.String, catalog.UUID, catalog.JSON, catalog.Bytes}},
	"date":      {"DATE", []catalog.Kind{catalog.Date}},
	"timestamp": {"TIMESTAMP", []catalog.Kind{catalog.DateTime, catalog.Timestamp}},
	"time":      {"TIME", []catalog.Kind{catalog.Time}},
	"number":    {"DECIMAL(18,2) or DOUBLE", append([]catalog.Kind{catalog.Decimal, catalog.Float, catalog.Double}, integers...)},
	"integer":   {"BIGINT", append([]catalog.Kind{catalog.Decimal}, integers...)},
	"boolean":   {"BOOLEAN", []catalog.Kind{catalog.Bool}},
	"object":    {"STRUCT(…)", []catalog.Kind{catalog.JSON}},
	"array":     {"LIST", []catalog.Kind{catalog.JSON}},
	"map":       {"MAP(…)", []catalog.Kind{catalog.JSON}},
	"vector":    {"FLOAT[]", []catalog.Kind{catalog.JSON}},
}

var integers = []catalog.Kind{catalog.Int8, catalog.Int16, catalog.Int32, catalog.Int64,
	catalog.UInt8, catalog.UInt16, catalog.UInt32, catalog.UInt64}

// integerFormats are the widths that logicalTypeOptions.format may name.
var integerFormats = map[string]catalog.Type{
	"i8": {Kind: catalog.Int8}, "i16": {Kind: catalog.Int16}, "i32": {Kind: catalog.Int32}, "i64": {Kind: catalog.Int64},
	"u8": {Kind: catalog.UInt8}, "u16": {Kind: catalog.UInt16}, "u32": {Kind: catalog.UInt32}, "u64": {Kind: catalog.UInt64},
	"i128": {Kind: catalog.Decimal, Precision: maxPrecision}, "u128": {Kind: catalog.Decimal, Precision: maxPrecision},
}

// typing is what a property says about its type, with where it says so.
type typing struct {
	logical, physical         string
	logicalLine, physicalLine int
	options                   *yamldoc.Entry
}

// option reads one of logicalTypeOptions as text.
func (t typing) option(r *reader, name string) (string, *yamldoc.Entry) {
	if t.options == nil {
		return "", nil
	}
	e := t.options.Value.Get(name)
	if e == nil {
		return "", nil
	}
	return r.text(e), e
}

// number reads one of logicalTypeOptions as a number.
func (t typing) number(r *reader, name string) (n int, given bool) {
	text, e := t.option(r, name)
	if e == nil {
		return 0, false
	}
	v, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		r.errorf(e.Line, "write a number", "%s is %s", name, quote(text))
		return 0, false
	}
	return int(v), true
}

// columnType decides a column's type: the physical type when there is one, and
// the logical type otherwise.
func (r *reader) columnType(t typing, api string, line int, where string) catalog.Type {
	known, ok := logicalTypes[t.logical]
	if t.logical != "" && !ok {
		r.errorf(t.logicalLine, meantLogical(t.logical), "the logicalType %s of %s is not one of ODCS's", quote(t.logical), where)
		return catalog.Type{}
	}
	if t.physical == "" {
		if t.logical == "" {
			r.errorf(line, "write logicalType and physicalType", "%s has no type", where)
			return catalog.Type{}
		}
		return r.logicalOnly(t)
	}
	typ, bad := r.physical(t.physical, t.logical == "boolean" || t.logical == "")
	if bad != nil {
		r.errorf(t.physicalLine, bad.fix, "%s: %s", where, bad.what)
		return catalog.Type{}
	}
	if t.logical != "" && !agrees(t.logical, known.kinds, typ, api) {
		r.errorf(t.physicalLine, "write physicalType: "+known.example+", or another logicalType",
			"the physicalType %s of %s contradicts its logicalType %s", quote(t.physical), where, t.logical)
	}
	r.checkOptions(t, typ, where)
	return typ
}

var sortedLogical = strings.Fields("array boolean date integer map number object string time timestamp vector")

// meantLogical says what to write instead of a word that is not a logical type;
// it is often a physical type.
func meantLogical(word string) string {
	if near := spelling.Nearest(word, sortedLogical); near != "" {
		return "did you mean " + near + "?"
	}
	typ, bad := parsePhysical(word, true)
	if bad != nil && !strings.HasPrefix(strings.ToLower(word), "dec") && !strings.HasPrefix(strings.ToLower(word), "num") {
		return "write one of " + strings.Join(sortedLogical, ", ")
	}
	meant := "number"
	for _, logical := range sortedLogical {
		if bad == nil && agrees(logical, logicalTypes[logical].kinds, typ, "") {
			meant = logical
			break
		}
	}
	return "write logicalType: " + meant + ", and physicalType: " + strings.ToUpper(word)
}

// agrees reports whether a physical type is of the kind that a logical type promises.
func agrees(logical string, kinds []catalog.Kind, typ catalog.Type, api string) bool {
	if logical == "integer" && typ.Kind == catalog.Decimal && typ.Scale > 0 {
		return false
	}
	for _, k := range kinds {
		if k == typ.Kind {
			return true
		}
	}
	// ODCS 3.0 has no timestamp and no time: a date stands for all three.
	return logical == "date" && strings.HasPrefix(api, "v3.0.") && typ.IsTemporal()
}

// checkOptions applies what logicalTypeOptions add to a physical type.
func (r *reader) checkOptions(t typing, typ catalog.Type, where string) {
	if zone, e := t.option(r, "timezone"); e != nil && zone == "true" && typ.Kind == catalog.DateTime {
		r.errorf(e.Line, "write physicalType: TIMESTAMPTZ, or timezone: false",
			"the physicalType %s of %s has no time zone, but its options say that it has one", quote(t.physical), where)
	}
	if p, given := t.number(r, "precision"); given && typ.Kind == catalog.Decimal && p != int(typ.Precision) {
		r.errorf(t.options.Line, "write the same precision in both", "the precision %d of %s contradicts its physicalType %s", p, where, quote(t.physical))
	}
	if s, given := t.number(r, "scale"); given && typ.Kind == catalog.Decimal && s != int(typ.Scale) {
		r.errorf(t.options.Line, "write the same scale in both", "the scale %d of %s contradicts its physicalType %s", s, where, quote(t.physical))
	}
}

// logicalOnly gives the type of a column without a physicalType.
func (r *reader) logicalOnly(t typing) catalog.Type {
	format, _ := t.option(r, "format")
	switch t.logical {
	case "string":
		return r.stringType(t, format)
	case "date":
		return dateType(format)
	case "timestamp":
		if zone, _ := t.option(r, "timezone"); zone == "true" {
			return catalog.Type{Kind: catalog.Timestamp, Precision: microseconds}
		}
		return catalog.Type{Kind: catalog.DateTime, Precision: microseconds}
	case "time":
		return catalog.Type{Kind: catalog.Time, Precision: microseconds}
	case "number":
		return r.numberType(t, format)
	case "integer":
		if typ, ok := integerFormats[format]; ok {
			return typ
		}
		return catalog.Type{Kind: catalog.Int64} // holds every narrower one
	case "boolean":
		return catalog.Type{Kind: catalog.Bool}
	}
	return catalog.Type{Kind: catalog.JSON}
}

func (r *reader) stringType(t typing, format string) catalog.Type {
	switch format {
	case "uuid":
		return catalog.Type{Kind: catalog.UUID}
	case "binary":
		return catalog.Type{Kind: catalog.Bytes}
	}
	return catalog.Type{Kind: catalog.String, Length: r.maxLength(t)}
}

// maxLength is the length of text without one in its physical type.
func (r *reader) maxLength(t typing) uint32 {
	n, given := t.number(r, "maxLength")
	switch {
	case !given:
		return defaultLength
	case n > defaultLength:
		return 0
	}
	return uint32(max(n, 1))
}

// dateType reads ODCS 3.0's date, which may have a time of day in its format.
func dateType(format string) catalog.Type {
	switch day, hour := strings.ContainsAny(format, "yd"), strings.ContainsAny(format, "Hh"); {
	case hour && day:
		return catalog.Type{Kind: catalog.DateTime, Precision: microseconds}
	case hour:
		return catalog.Type{Kind: catalog.Time, Precision: microseconds}
	}
	return catalog.Type{Kind: catalog.Date}
}

func (r *reader) numberType(t typing, format string) catalog.Type {
	if format == "f32" {
		return catalog.Type{Kind: catalog.Float}
	}
	precision, given := t.number(r, "precision")
	if !given {
		return catalog.Type{Kind: catalog.Double}
	}
	scale, _ := t.number(r, "scale")
	typ, bad := decimal(fmt.Sprintf("DECIMAL(%d,%d)", precision, scale), []int{precision, scale})
	if bad != nil {
		r.errorf(t.options.Line, bad.fix, "%s", bad.what)
	}
	return typ
}
