package sqlgen

import (
	"errors"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
	"nanohouse/storage"
)

// scan gives the leaf: the listed columns of the files, converted to the
// contract's types. Names of contracts stand here and nowhere else.
func (g *generator) scan(s *plan.Scan) (*block, error) {
	if s.Dataset.View != "" {
		return nil, sqlerr.New(sqlerr.Unsupported, "reading the view %s as files", s.Dataset.Object())
	}
	files, err := g.files(s.Dataset)
	if err != nil {
		return nil, err
	}
	items := make([]item, len(s.Cols))
	for i, c := range s.Cols {
		f, err := g.stored(s, s.Dataset.Columns[s.Ordinals[i]], files)
		if err != nil {
			return nil, err
		}
		g.reps[c.ID] = f.rep
		items[i] = item{id: c.ID, name: column(c.ID), frag: f}
	}
	leaf := block{items: items, from: source(s.Dataset.Source)}
	from := "(" + leaf.text() + ") AS " + g.alias()
	return &block{items: pass(s.Cols, g.reps), plain: true, from: from}, nil
}

// source is the table function that reads a dataset's files.
func source(src catalog.Source) string {
	return "read_parquet(" + quoteText(src.Path) + ", " + storage.ScanOptions(src) + ")"
}

func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// fileColumn finds a column among those of the files: by its exact name, then
// ignoring case where only one is meant.
//
// Of two columns whose names differ only in case, DuckDB calls the second by
// its name with _1 behind: SSN and ssn are SSN and ssn_1. A name that may stand
// for either is refused.
func fileColumn(files []storage.FileColumn, name string) (f storage.FileColumn, found bool, err error) {
	n := 0
	for _, c := range files {
		if c.Name == name {
			return c, true, nil
		}
		if strings.EqualFold(c.Name, name) {
			f = c
			n++
		}
	}
	if n == 0 {
		return storage.FileColumn{}, false, nil
	}
	for _, c := range files {
		if n > 1 || strings.HasPrefix(c.Name, name+"_") && allDigits(c.Name[len(name)+1:]) {
			return storage.FileColumn{}, false, sqlerr.New(sqlerr.Unsupported, "column %s, whose name in the files differs from others only in case", name).
				WithHint("write physicalName as the files spell it, or rename the column in the files")
		}
	}
	return f, true, nil
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// stored is a column of the files, converted to its contract's type.
func (g *generator) stored(s *plan.Scan, c catalog.Column, files []storage.FileColumn) (frag, error) {
	want, err := repOf(c.Type)
	if err != nil {
		return frag{}, err
	}
	name := c.PhysicalName
	if name == "" {
		name = c.Name
	}
	f, ok, err := fileColumn(files, name)
	if err != nil {
		return frag{}, err
	}
	if !ok {
		return frag{sql: "CAST(NULL AS " + want.String() + ")", rep: want}, nil
	}
	conv, safe, err := fromFile(quoteName(f.Name), f.EngineType, c.Type.Kind, want)
	if err != nil {
		return frag{}, sqlerr.New(sqlerr.Unsupported, "column %s.%s stored as %s but declared as %s", s.Dataset.Object(), c.Name, f.EngineType, c.Type).
			WithHint("change the type in the contract, or how the column is stored")
	}
	if safe || s.Lenient {
		return frag{sql: conv, rep: want}, nil
	}
	marker := quoteText(storage.CastErrorPrefix(s.Dataset.Object()+"."+c.Name)) + " || " + fileName(files)
	sql := "COALESCE(" + conv + ", CASE WHEN " + quoteName(f.Name) + " IS NOT NULL THEN CAST(error(" + marker + ") AS " + want.String() + ") END)"
	return frag{sql: sql, rep: want}, nil
}

// fileName is the file that a row comes from, unless a column of that name
// hides it.
func fileName(files []storage.FileColumn) string {
	for _, f := range files {
		if strings.EqualFold(f.Name, "filename") {
			return "''"
		}
	}
	return "filename"
}

var errNoConversion = errors.New("sqlgen: no conversion from the stored type")

// fromFile converts a stored column to its contract's representation. safe
// says that every value fits; otherwise what does not fit is NULL.
func fromFile(col, engineType string, kind catalog.Kind, want rep) (sql string, safe bool, err error) {
	have := parseRep(engineType)
	if have == want && kind != catalog.Time {
		return col, true, nil
	}
	cast := "CAST(" + col + " AS " + want.String() + ")"
	try := "TRY_CAST(" + col + " AS " + want.String() + ")"
	switch {
	case kind == catalog.Time:
		return timeFromFile(col, have)
	case have.isNumber() && want.isNumber():
		if have.fits(want) {
			return cast, true, nil
		}
		return try, false, nil
	case want.base == varchar:
		return textFromFile(col, engineType, have)
	case want.base == blob && have.base == varchar:
		return "encode(" + col + ")", true, nil
	case want.base == timestampTZ:
		return instantFromFile(col, engineType, have)
	case have.base == timestampTZ && want.base == timestamp:
		return "timezone('UTC', " + col + ")", true, nil
	case have.base == timestampTZ && want.base == date:
		return "CAST(timezone('UTC', " + col + ") AS DATE)", true, nil
	case have.base == date && want.base == timestamp, have.base == timestamp && want.base == date:
		return try, false, nil
	case want.base == timestamp && isTimestampName(engineType):
		return try, false, nil
	case want.base == date && isTimestampName(engineType):
		return try, false, nil
	case have.base == varchar && want.base != blob:
		return try, false, nil
	}
	return "", false, errNoConversion
}

func isTimestampName(t string) bool {
	return t == "TIMESTAMP_S" || t == "TIMESTAMP_MS" || t == "TIMESTAMP_NS"
}

// timeFromFile gives microseconds. A stored time of day is never negative.
func timeFromFile(col string, have rep) (string, bool, error) {
	switch have.base {
	case timeBase:
		return "epoch_us(" + col + ")", true, nil
	case varchar:
		return "epoch_us(TRY_CAST(" + col + " AS TIME))", false, nil
	}
	return "", false, errNoConversion
}

func textFromFile(col, engineType string, have rep) (string, bool, error) {
	nested := strings.HasPrefix(engineType, "STRUCT(") || strings.HasPrefix(engineType, "MAP(") ||
		strings.HasSuffix(engineType, "]") || engineType == "VARIANT"
	switch {
	case nested:
		return "CAST(to_json(" + col + ") AS VARCHAR)", true, nil
	case have.base == blob:
		return "TRY(decode(" + col + "))", false, nil
	case have.base != unknownBase && have.base != timestampTZ,
		engineType == "UUID", engineType == "JSON", engineType == "UHUGEINT",
		strings.HasPrefix(engineType, "ENUM("), isTimestampName(engineType):
		return "CAST(" + col + " AS VARCHAR)", true, nil
	case have.base == timestampTZ:
		return "CAST(timezone('UTC', " + col + ") AS VARCHAR)", true, nil
	}
	return "", false, errNoConversion
}

// instantFromFile reads a time without a zone as UTC, whatever the session's
// time zone is.
func instantFromFile(col, engineType string, have rep) (string, bool, error) {
	switch {
	case have.base == timestamp:
		return "timezone('UTC', " + col + ")", true, nil
	case have.base == date, isTimestampName(engineType):
		return "timezone('UTC', TRY_CAST(" + col + " AS TIMESTAMP))", false, nil
	case have.base == varchar:
		return "CASE WHEN regexp_matches(" + col + `, '[0-9]([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)\s*$') THEN TRY_CAST(` + col +
			" AS TIMESTAMPTZ) ELSE timezone('UTC', TRY_CAST(" + col + " AS TIMESTAMP)) END", false, nil
	}
	return "", false, errNoConversion
}
