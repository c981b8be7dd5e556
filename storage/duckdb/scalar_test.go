package duckdb

import (
	"errors"
	"testing"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"nanohouse/internal/sqlerr"
	"nanohouse/storage/scalar"
)

// probeFunctions have each kind of argument and result, and each way to fail.
func probeFunctions() []scalar.Function {
	join := func(args []scalar.Value) (scalar.Value, error) {
		out := ""
		for _, a := range args {
			if a.Null {
				out += "?"
			}
			out += a.Text
		}
		return scalar.OfText(out), nil
	}
	first := func(args []scalar.Value) (scalar.Value, error) { return args[0], nil }
	fail := func([]scalar.Value) (scalar.Value, error) {
		return scalar.Null, sqlerr.New(sqlerr.OutOfRange, "too large|by far")
	}
	return []scalar.Function{
		{Name: "probe_join", Args: []scalar.Kind{scalar.Text}, Variadic: true, Result: scalar.Text, Nulls: true, Eval: join},
		{Name: "probe_bytes", Args: []scalar.Kind{scalar.Bytes}, Result: scalar.Bytes, Eval: first},
		{Name: "probe_int", Args: []scalar.Kind{scalar.Int}, Result: scalar.Int, Eval: first},
		{Name: "probe_uint", Args: []scalar.Kind{scalar.Uint}, Result: scalar.Uint, Eval: first},
		{Name: "probe_double", Args: []scalar.Kind{scalar.Double}, Result: scalar.Double, Eval: first},
		{Name: "probe_bool", Args: []scalar.Kind{scalar.Bool}, Result: scalar.Bool, Eval: first},
		{Name: "probe_date", Args: []scalar.Kind{scalar.Date}, Result: scalar.Date, Eval: first},
		{Name: "probe_stamp", Args: []scalar.Kind{scalar.DateTime}, Result: scalar.DateTime, Eval: first},
		{Name: "probe_latin", Args: []scalar.Kind{scalar.Bytes}, Result: scalar.Text, Eval: first},
		{Name: "probe_fail", Args: []scalar.Kind{scalar.Int}, Result: scalar.Int, Eval: fail},
		{Name: "probe_panic", Args: []scalar.Kind{scalar.Int}, Result: scalar.Int, Eval: func(a []scalar.Value) (scalar.Value, error) { return a[7], nil }},
	}
}

func TestScalarFunctions(t *testing.T) {
	db, err := openInstance(map[string]string{"errors_as_json": "true"})
	if err != nil {
		t.Fatal(err)
	}
	defer bindings.Close(&db)
	c, err := connect(db)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if err := registerFunctions(c, markFunctions(probeFunctions())); err != nil {
		t.Fatal(err)
	}
	// Each must hold, for chunks with and without NULL, of more than 64 rows.
	for _, want := range []string{
		"probe_join() = ''", "probe_join('a', NULL, 'a text of more than twelve bytes') = 'a?a text of more than twelve bytes'",
		"probe_bytes('\\xFF\\x00a'::BLOB) = '\\xFF\\x00a'::BLOB", "probe_int(NULL) IS NULL",
		"(SELECT bool_and(probe_int(i) = i) FROM range(-5000, 5000) r(i))",
		"(SELECT count(probe_int(CASE WHEN i % 3 = 0 THEN i END)) = 3334 FROM range(0, 10000) r(i))",
		"(SELECT bool_and(probe_uint(i::UBIGINT + 18446744073709540000::UBIGINT) = i + 18446744073709540000::UBIGINT) FROM range(0, 5000) r(i))",
		"(SELECT bool_and(probe_double(i / 7) = i / 7) FROM range(0, 5000) r(i))",
		"(SELECT bool_and(probe_bool(i % 2 = 0) = (i % 2 = 0)) FROM range(0, 5000) r(i))",
		"(SELECT bool_and(probe_date(DATE '1970-01-01' + i::INTEGER) = DATE '1970-01-01' + i::INTEGER) FROM range(-5000, 5000) r(i))",
		"probe_stamp(TIMESTAMP '2038-01-19 03:14:08.000001') = TIMESTAMP '2038-01-19 03:14:08.000001'",
		"(SELECT bool_and(probe_join(i::VARCHAR, ' and more than twelve') = i || ' and more than twelve') FROM range(0, 5000) r(i))",
		"TRY(probe_fail(1)) IS NULL",
	} {
		if err := c.exec("SELECT CASE WHEN " + want + " THEN 1 ELSE error('does not hold') END"); err != nil {
			t.Errorf("%s: %v", want, err)
		}
	}
	var se *sqlerr.Error
	if err := c.exec("SELECT probe_fail(i) FROM range(0, 10) r(i)"); !errors.As(err, &se) || se.Code != sqlerr.OutOfRange || se.Message != "too large|by far" {
		t.Errorf("probe_fail: %v", err)
	}
	for _, sql := range []string{"SELECT probe_latin('\\xFF'::BLOB)", "SELECT probe_panic(1)"} {
		if err := c.exec(sql); err == nil || errors.As(err, &se) {
			t.Errorf("%s: %v, want an internal error", sql, err)
		}
	}
}
