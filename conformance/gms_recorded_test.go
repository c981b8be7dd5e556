package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/dolthub/go-mysql-server/enginetest/queries"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// asRecorded reports whether the program gives what go-mysql-server's test recorded.
func asRecorded(c *Conn, q queries.QueryTest, statement string) bool {
	got, err := c.One(statement)
	if q.ExpectedErr != nil || q.ExpectedErrStr != "" {
		return Errno(err) > 0 && Errno(err) != errNotSupported
	}
	if err != nil || len(q.Expected) != len(got.Rows) || q.Expected == nil && len(got.Rows) > 0 {
		return false
	}
	if Ordered(statement) {
		return sameRecorded(q.Expected, got.Rows)
	}
	return sameRecordedSets(q.Expected, got.Rows)
}

// errNotSupported is what the program says where it has no answer yet.
const errNotSupported = 1235

func sameRecorded(want []sql.Row, got [][]Value) bool {
	for i := range want {
		if !sameRecordedRow(want[i], got[i]) {
			return false
		}
	}
	return true
}

// sameRecordedSets pairs each recorded row with a row that no other has.
func sameRecordedSets(want []sql.Row, got [][]Value) bool {
	taken := make([]bool, len(got))
next:
	for _, w := range want {
		for i, g := range got {
			if !taken[i] && sameRecordedRow(w, g) {
				taken[i] = true
				continue next
			}
		}
		return false
	}
	return true
}

func sameRecordedRow(want sql.Row, got []Value) bool {
	if len(want) != len(got) {
		return false
	}
	for i, w := range want {
		if !sameRecordedValue(w, got[i]) {
			return false
		}
	}
	return true
}

func sameRecordedValue(want any, got Value) bool {
	if want == nil || got.Null {
		return want == nil && got.Null
	}
	switch w := want.(type) {
	case bool:
		return got.Text == map[bool]string{true: "1", false: "0"}[w]
	case []byte:
		return got.Text == string(w)
	case time.Time:
		s := w.UTC().Format("2006-01-02 15:04:05.999999")
		return sameValue(Value{Text: s}, got) || strings.TrimSuffix(s, " 00:00:00") == got.Text
	case float32:
		return nearFloat(float64(w), got.Text, 1e-6)
	case float64:
		return nearFloat(w, got.Text, 1e-12)
	case types.JSONDocument:
		return sameJSON(w.Val, got.Text)
	case sql.JSONWrapper:
		v, err := w.ToInterface(context.Background())
		return err == nil && sameJSON(v, got.Text)
	}
	return sameValue(Value{Text: fmt.Sprint(want)}, got)
}

func nearFloat(want float64, text string, tolerance float64) bool {
	got, err := strconv.ParseFloat(text, 64)
	return err == nil && math.Abs(want-got) <= tolerance*math.Max(math.Abs(want), math.Abs(got))
}

func sameJSON(want any, text string) bool {
	var w, g any
	encoded, err := json.Marshal(want)
	return err == nil && json.Unmarshal(encoded, &w) == nil && json.Unmarshal([]byte(text), &g) == nil && reflect.DeepEqual(w, g)
}
