package server

import (
	"bytes"
	"context"
	"crypto/sha1"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
	"nanohouse/storage"
)

// fakeMesh is a mesh of two domains and three users, whose parts a test may change.
type fakeMesh struct {
	mu      sync.Mutex
	state   State
	problem string
}

func (m *fakeMesh) Current() State {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state
}

func (m *fakeMesh) Problem() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.problem
}

func (m *fakeMesh) change(f func(*State)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(&m.state)
}

// fakeUsers are users whose password is their name, by mysql_native_password.
type fakeUsers map[string]auth.Principal

func (u fakeUsers) Plugin() string { return "mysql_native_password" }

func (u fakeUsers) Principal(name string) (auth.Principal, bool) {
	p, ok := u[name]
	return p, ok
}

var errWrong = errors.New("wrong password")

func (u fakeUsers) Authenticate(_ context.Context, c Credentials, d Dialog) (auth.Principal, error) {
	response := c.Response
	if c.Plugin != u.Plugin() {
		var err error
		if response, err = d.Switch(u.Plugin(), append(append([]byte{}, c.Scramble...), 0)); err != nil {
			return auth.Principal{}, err
		}
	}
	p, ok := u[c.User]
	if !ok || !bytes.Equal(response, nativeScramble(c.Scramble, c.User)) {
		return auth.Principal{}, errWrong
	}
	return p, nil
}

func nativeScramble(scramble []byte, password string) []byte {
	one := sha1.Sum([]byte(password))
	two := sha1.Sum(one[:])
	three := sha1.Sum(append(append([]byte{}, scramble...), two[:]...))
	for i := range three {
		three[i] ^= one[i]
	}
	return three[:]
}

// fakeAuthorizer shows everything of sales to all, and hr to admin only.
type fakeAuthorizer struct{}

func (fakeAuthorizer) Revision() uint64 { return 1 }
func (fakeAuthorizer) MaskKey() []byte  { return nil }
func (fakeAuthorizer) Grant(p auth.Principal, ds *catalog.Dataset) auth.Grant {
	if ds.Domain == "hr" && !p.HasRole("admin") {
		return auth.Grant{}
	}
	g := auth.Grant{Visible: true, Columns: make([]auth.ColumnGrant, len(ds.Columns))}
	for i := range g.Columns {
		g.Columns[i].Effect = auth.Allow
	}
	return g
}
func (fakeAuthorizer) Allows(p auth.Principal, _, _ string, a auth.Action) bool {
	return a == auth.Administer && p.HasRole("admin")
}

// fakePlanner plans nothing: it hands the client's text to the fake engine, and
// answers with the columns that the test set for a prefix of the text.
type fakePlanner struct {
	PlanFunc    func(text string, env Env) (*Plan, error)
	ExplainFunc func(text string, env Env) (Explanation, error)
}

func (f *fakePlanner) Plan(_ context.Context, text string, env Env) (*Plan, error) {
	return f.PlanFunc(text, env)
}

func (f *fakePlanner) Explain(_ context.Context, text string, env Env) (Explanation, error) {
	return f.ExplainFunc(text, env)
}

// fakeEngine answers by RunFunc.
type fakeEngine struct {
	RunFunc func(ctx context.Context, q storage.Query) (storage.Rows, error)
}

func (f *fakeEngine) Run(ctx context.Context, q storage.Query) (storage.Rows, error) {
	return f.RunFunc(ctx, q)
}

// fakeRows gives the numbers from 0 on in batches, slowly if asked to, and
// fails behind the last one if asked to.
type fakeRows struct {
	ctx     context.Context
	n, next int
	delay   time.Duration
	err     error
	closed  *atomic.Int32
}

func (r *fakeRows) Columns() int { return 1 }

func (r *fakeRows) Next() (*storage.Batch, error) {
	if r.delay > 0 {
		select {
		case <-r.ctx.Done():
			return nil, fmt.Errorf("%w: INTERRUPT secret detail", storage.ErrInterrupted)
		case <-time.After(r.delay):
		}
	}
	if r.next >= r.n {
		return nil, r.err
	}
	n := min(1000, r.n-r.next)
	v := make([]int64, n)
	for i := range v {
		v[i] = int64(r.next + i)
	}
	r.next += n
	return &storage.Batch{Rows: n, Columns: []storage.Vector{{Data: v}}}, nil
}

func (r *fakeRows) Close() error {
	r.closed.Add(1)
	return nil
}

var numbers = []plan.Output{{Name: "n", Type: catalog.Type{Kind: catalog.Int64}}}

type harness struct {
	t       *testing.T
	server  *Server
	mesh    *fakeMesh
	planner *fakePlanner
	engine  *fakeEngine
	closed  atomic.Int32
	lastArg atomic.Pointer[[]storage.Arg]
	log     *bytes.Buffer
	records chan Record
}

// newHarness serves a fake mesh. Statements mean: "numbers N" in the text
// gives N rows; slow, broken and boom make the engine slow, failing in
// mid-stream, or failing at once.
func newHarness(t *testing.T, change func(*Config)) *harness {
	t.Helper()
	h := &harness{t: t, log: &bytes.Buffer{}, records: make(chan Record, 1000)}
	ds := &catalog.Dataset{Domain: "sales", Name: "orders", Major: 1, Columns: []catalog.Column{
		{Name: "id", Type: catalog.Type{Kind: catalog.Int64}, PrimaryKey: true, Required: true},
		{Name: "status", Type: catalog.Type{Kind: catalog.String, Length: 10}, Description: "open or closed"},
	}}
	pay := &catalog.Dataset{Domain: "hr", Name: "pay", Major: 1, Columns: []catalog.Column{{Name: "id", Type: catalog.Type{Kind: catalog.Int64}}}}
	rev, err := catalog.NewRevision([]*catalog.Dataset{ds, pay})
	if err != nil {
		t.Fatal(err)
	}
	h.mesh = &fakeMesh{state: State{Catalog: rev, Authorizer: fakeAuthorizer{}, Users: fakeUsers{
		"ana": {Name: "ana", Roles: []string{"analyst"}}, "bob": {Name: "bob"}, "admin": {Name: "admin", Roles: []string{"admin"}},
	}}}
	h.planner = &fakePlanner{PlanFunc: h.plan, ExplainFunc: func(text string, _ Env) (Explanation, error) {
		return Explanation{Lines: []string{"Project", "  Scan"}, Decisions: []Decision{
			{Object: "sales.orders_v1.status", Effect: auth.Masked, Mask: "sql: upper(x)", Opener: "admin",
				Rule: auth.Rule{Position: catalog.Position{File: "policy/policy.csv", Line: 3}, Text: "p2, 10, *, sales, orders.status, sql: upper(x)"}},
		}}, nil
	}}
	h.engine = &fakeEngine{RunFunc: h.run}
	cfg := Config{
		Listen: "127.0.0.1:0", Mesh: h.mesh, Planner: h.planner, Engine: h.engine,
		Log: slog.New(slog.NewTextHandler(h.log, nil)), Audit: func(r Record) { h.records <- r },
	}
	if change != nil {
		change(&cfg)
	}
	if h.server, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	if err := h.server.Listen(); err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- h.server.Serve() }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		_ = h.server.Shutdown(ctx)
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return h
}

func (h *harness) plan(text string, env Env) (*Plan, error) {
	if strings.Contains(text, "denied") {
		return nil, sqlerr.New(sqlerr.ColumnDenied, "column sales.orders_v1.denied is denied to %s", env.Principal.Name).WithHint("ask domain sales")
	}
	p := &Plan{Output: numbers, Params: strings.Count(text, "?")}
	if strings.Contains(text, "masked") {
		p.Warnings = []Warning{{Code: sqlerr.MaskedColumn, Message: "column sales.orders_v1.status is masked"}}
	}
	p.Query = func(params []storage.Arg, zone string) (storage.Query, error) {
		h.lastArg.Store(&params)
		return storage.Query{SQL: text, Args: params, TimeZone: zone}, nil
	}
	return p, nil
}

func (h *harness) run(ctx context.Context, q storage.Query) (storage.Rows, error) {
	r := &fakeRows{ctx: ctx, n: 3, closed: &h.closed}
	if i := strings.Index(q.SQL, "numbers_"); i >= 0 {
		_, _ = fmt.Sscanf(q.SQL[i:], "numbers_%d", &r.n)
	}
	switch {
	case strings.Contains(q.SQL, "slow"):
		r.delay = 20 * time.Second
	case strings.Contains(q.SQL, "broken"):
		r.err = errors.New("engine text with a secret value 4711")
	case strings.Contains(q.SQL, "overflow"):
		r.n, r.err = 0, fmt.Errorf("%w: 4711 * 4711", storage.ErrOverflow)
	case strings.Contains(q.SQL, "boom"):
		panic("boom 4711")
	}
	return r, nil
}

func (h *harness) dsn(user, params string) string {
	return fmt.Sprintf("%s:%s@tcp(%s)/%s", user, user, h.server.Addr(), params)
}

// open gives one connection of go-sql-driver/mysql.
func (h *harness) open(user, params string) *sql.Conn {
	h.t.Helper()
	db, err := sql.Open("mysql", h.dsn(user, params))
	if err != nil {
		h.t.Fatal(err)
	}
	c, err := db.Conn(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = c.Close(); _ = db.Close() })
	return c
}

// ask runs a statement and gives its rows as text.
func ask(c *sql.Conn, text string, args ...any) (string, error) {
	rows, err := c.QueryContext(context.Background(), text, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	return readAll(rows)
}

func readAll(rows *sql.Rows) (string, error) {
	cols, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var out []string
	for rows.Next() {
		values := make([]sql.RawBytes, len(cols))
		dest := make([]any, len(cols))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return "", err
		}
		var cells []string
		for _, v := range values {
			if v == nil {
				cells = append(cells, "NULL")
			} else {
				cells = append(cells, string(v))
			}
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return strings.Join(out, "\n"), rows.Err()
}

func (h *harness) dial() net.Conn {
	h.t.Helper()
	c, err := net.Dial("tcp", h.server.Addr().String())
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	return c
}

func itoa(id uint32) string { return fmt.Sprint(id) }

// connectionID finds the session of a user.
func connectionID(t *testing.T, h *harness, user string) (id uint32) {
	t.Helper()
	h.server.registry.each(func(s *session) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.view.user == user {
			id = s.id
		}
	})
	if id == 0 {
		t.Fatalf("no session of %s", user)
	}
	return id
}

// waitRunning waits until a session runs a statement.
func waitRunning(t *testing.T, h *harness, id uint32) {
	t.Helper()
	for range 200 {
		s, ok := h.server.registry.find(uint64(id))
		if !ok {
			t.Fatal("session gone")
		}
		s.mu.Lock()
		running := s.running != nil
		s.mu.Unlock()
		if running {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("no statement runs")
}
