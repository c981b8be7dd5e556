package scalar

import (
	"strings"
	"time"

	"nanohouse/storage/scalar/jsonvalue"
)

// dayLayouts and momentLayouts are how strings of documents say days and moments.
var (
	dayLayouts    = []string{"2006-1-2", "20060102"}
	momentLayouts = []string{"2006-1-2 15:4:5", "2006-1-2T15:4:5", "20060102150405"}
)

func parseAs(s string, layouts []string) (time.Time, bool) {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func jsonAsDate(v *jsonvalue.Value) (string, bool) {
	switch v.Kind {
	case jsonvalue.Date, jsonvalue.DateTime:
		return v.Text[:min(10, len(v.Text))], true
	case jsonvalue.String:
		t, ok := parseAs(v.Text, dayLayouts)
		if !ok {
			t, ok = parseAs(v.Text, momentLayouts)
		}
		return t.Format("2006-01-02"), ok
	}
	return "", false
}

func jsonAsDateTime(v *jsonvalue.Value) (string, bool) {
	switch v.Kind {
	case jsonvalue.DateTime:
		return v.Text, true
	case jsonvalue.Date:
		return v.Text + " 00:00:00", true
	case jsonvalue.String:
		t, ok := parseAs(v.Text, momentLayouts)
		return t.Format("2006-01-02 15:04:05.000000"), ok
	}
	return "", false
}

func jsonAsTime(v *jsonvalue.Value) (string, bool) {
	switch v.Kind {
	case jsonvalue.Time:
		return v.Text, true
	case jsonvalue.DateTime:
		_, clock, _ := strings.Cut(v.Text, " ")
		return clock, true
	case jsonvalue.String:
		t, err := time.Parse("15:4:5", v.Text)
		return t.Format("15:04:05.000000"), err == nil
	}
	return "", false
}
