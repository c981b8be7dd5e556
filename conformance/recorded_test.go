package conformance

import (
	"testing"
	"time"

	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/types"
)

// The comparer of recorded answers must see what differs, and nothing else.
func TestRecordedValues(t *testing.T) {
	day := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		want any
		got  Value
		same bool
	}{
		{int64(1), Value{Text: "1"}, true}, {int64(1), Value{Text: "2"}, false}, {int64(1), Value{Null: true}, false}, {nil, Value{Null: true}, true}, {nil, Value{Text: ""}, false},
		{true, Value{Text: "1"}, true}, {true, Value{Text: "0"}, false}, {0.1, Value{Text: "0.1"}, true}, {0.1, Value{Text: "0.2"}, false}, {float32(0.1), Value{Text: "0.1"}, true},
		{"a", Value{Text: "a"}, true}, {"a", Value{Text: "A"}, false}, {[]byte("a"), Value{Text: "a"}, true}, {"1.50", Value{Text: "1.5"}, true}, {"1.50", Value{Text: "1.51"}, false},
		{day, Value{Text: "2020-01-02"}, true}, {day, Value{Text: "2020-01-02 00:00:00.000000"}, true}, {day, Value{Text: "2020-01-03"}, false},
		{types.MustJSON(`{"a": [1, 2]}`), Value{Text: `{"a":[1,2]}`}, true}, {types.MustJSON(`{"a": 1}`), Value{Text: `{"a": 2}`}, false},
	} {
		if got := sameRecordedValue(c.want, c.got); got != c.same {
			t.Errorf("%v and %v: same is %v", c.want, c.got, got)
		}
	}
	rows := []sql.Row{{int64(1)}, {int64(1)}, {int64(2)}}
	one, two := vals("1")[0], vals("2")[0]
	if !sameRecordedSets(rows, [][]Value{two, one, one}) || sameRecordedSets(rows, [][]Value{two, two, one}) {
		t.Error("rows without an order are compared as sets that count")
	}
}
