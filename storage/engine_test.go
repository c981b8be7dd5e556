package storage

import (
	"errors"
	"testing"
)

func TestCastErrorRoundTrip(t *testing.T) {
	text := CastErrorPrefix("crm.customer_v1.c_|age") + "s3://lake/crm/a=b/part|1.parquet"
	ce, ok := ParseCastError(text)
	if !ok || ce.Column != "crm.customer_v1.c__age" || ce.File != "part|1.parquet" {
		t.Fatalf("got %+v, %v", ce, ok)
	}
	if !errors.Is(ce, ErrCast) {
		t.Error("a CastError is not an ErrCast")
	}
}

// A value that holds the mark in its middle must not be taken for our own error.
func TestCastErrorOnlyAtTheStart(t *testing.T) {
	for _, text := range []string{"", "NH-CAST|", "Could not convert 'NH-CAST|a|b' to INT32", "NH-CAST|a"} {
		if ce, ok := ParseCastError(text); ok {
			t.Errorf("%q gave %+v", text, ce)
		}
	}
}
