package local

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"nanohouse/auth"
	"nanohouse/catalog"
)

// fakeView is a catalog of one principal, written out.
type fakeView struct{ tables map[string]*catalog.Dataset }

func (f fakeView) Domains() []string {
	var out []string
	seen := map[string]bool{}
	for k := range f.tables {
		d, _, _ := strings.Cut(k, ".")
		if !seen[d] {
			seen[d] = true
			out = append(out, d)
		}
	}
	return out
}

func (f fakeView) Tables(domain string) []string {
	var out []string
	for k := range f.tables {
		d, t, _ := strings.Cut(k, ".")
		if strings.EqualFold(d, domain) {
			out = append(out, t)
		}
	}
	return out
}

func (f fakeView) Table(domain, name string) (*catalog.Dataset, auth.Grant, bool) {
	ds, ok := f.tables[strings.ToLower(domain+"."+name)]
	if !ok {
		return nil, auth.Grant{}, false
	}
	g := auth.Grant{Visible: true, Columns: make([]auth.ColumnGrant, len(ds.Columns))}
	for i, c := range ds.Columns {
		if c.Classification != "restricted" {
			g.Columns[i].Effect = auth.Allow
		}
	}
	return ds, g, true
}

func orders() *catalog.Dataset {
	return &catalog.Dataset{Domain: "sales", Name: "orders", Major: 1, Description: "one row an order", Columns: []catalog.Column{
		{Name: "id", Type: catalog.Type{Kind: catalog.Int64}, PrimaryKey: true, Required: true},
		{Name: "status", Type: catalog.Type{Kind: catalog.String, Length: 10, Collation: catalog.UTF8MB4AiCi0900}, Description: "open or closed"},
		{Name: "amount", Type: catalog.Type{Kind: catalog.Decimal, Precision: 12, Scale: 2}},
		{Name: "secret", Type: catalog.Type{Kind: catalog.String, Length: 10}, Classification: "restricted"},
		{Name: "at", Type: catalog.Type{Kind: catalog.Timestamp, Precision: 6}},
		{Name: "ok", Type: catalog.Type{Kind: catalog.Bool}},
	}}
}

func testConn(t *testing.T) (*Conn, View) {
	t.Helper()
	e, err := New(Config{Version: "8.0.36-nanohouse", Port: 3307, MaxPacket: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e.Conn(7, "ana", "localhost"), fakeView{map[string]*catalog.Dataset{"sales.orders": orders(), "sales.orders_v1": orders()}}
}

// ask runs a statement and gives its rows as text, columns joined by |.
func ask(c *Conn, v View, text string) (string, error) {
	res, err := c.Query(context.Background(), Statement{Text: text, View: v, Processes: []Process{{ID: 7, User: "ana", Command: "Query", Info: text}}})
	if err != nil {
		return "", err
	}
	defer res.Close()
	var lines []string
	for {
		row, err := res.Next()
		if errors.Is(err, io.EOF) {
			return strings.Join(lines, "\n"), nil
		}
		if err != nil {
			return "", err
		}
		var cells []string
		for _, c := range row {
			if c == nil {
				cells = append(cells, "NULL")
			} else {
				cells = append(cells, string(c))
			}
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
}
