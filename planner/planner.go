package planner

import (
	"context"
	"fmt"
	"strings"
	"time"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/bind"
	"nanohouse/planner/certify"
	"nanohouse/planner/diagnose"
	"nanohouse/planner/plan"
	"nanohouse/planner/policy"
	"nanohouse/planner/pushdown"
	"nanohouse/planner/sqlgen"
	"nanohouse/storage"
)

// Phase names a step of planning.
type Phase string

// The phases, in their order.
const (
	Bind     Phase = "bind"
	Policy   Phase = "policy"
	Pushdown Phase = "pushdown"
	SQLGen   Phase = "sqlgen"
	Certify  Phase = "certify"
	// Whole is all of Plan, from the cache too.
	Whole Phase = "plan"
)

// Engine is what planning asks of an engine.
type Engine interface {
	Describe(ctx context.Context, src catalog.Source) ([]storage.FileColumn, error)
	Parse(ctx context.Context, sql string) ([]byte, error)
}

// Config is what a Planner is made of.
type Config struct {
	Engine Engine
	// CacheSize is the number of plans kept; 0 means 1,024.
	CacheSize int
	// Observe is told how long each phase took; may be nil.
	Observe func(Phase, time.Duration)
}

// Planner plans statements. It is safe for concurrent use.
type Planner struct {
	cfg   Config
	cache *cache
}

// New makes a Planner.
func New(cfg Config) *Planner {
	if cfg.CacheSize == 0 {
		cfg.CacheSize = 1024
	}
	if cfg.Observe == nil {
		cfg.Observe = func(Phase, time.Duration) {}
	}
	return &Planner{cfg: cfg, cache: newCache(cfg.CacheSize)}
}

// Env is who asks, under which revisions of catalog and policy, and what the
// session brings to the statement. Session.Catalog is set by Plan.
type Env struct {
	Principal  auth.Principal
	Authorizer auth.Authorizer
	Catalog    *catalog.Revision
	Session    bind.Env
}

// View is the catalog as the principal of env sees it.
func (e Env) View() auth.View {
	return auth.View{Revision: e.Catalog, Authorizer: e.Authorizer, Principal: e.Principal}
}

// Plan turns one statement into a runnable plan, from the cache where the
// same principal asked the same under the same revisions.
func (p *Planner) Plan(ctx context.Context, text string, env Env) (*Runnable, error) {
	defer p.timed(Whole)()
	key := cacheKey(text, env)
	if r, ok := p.cache.get(key); ok {
		if p.current(ctx, r) {
			return r, nil
		}
		p.cache.drop(key)
	}
	r, err := p.plan(ctx, text, env)
	if err != nil {
		return nil, err
	}
	if !r.volatile {
		p.cache.put(key, r)
	}
	return r, nil
}

func (p *Planner) plan(ctx context.Context, text string, env Env) (*Runnable, error) {
	governed, err := p.Govern(ctx, text, env)
	if err != nil {
		return nil, err
	}
	fragment, err := p.split(governed)
	if err != nil {
		return nil, err
	}
	return p.runnable(ctx, fragment, sqlgen.Generate)
}

// Widen makes a statement whose decimal arithmetic does not overflow where the
// engine's fast one does. It costs more, so it is for a statement that has
// answered storage.ErrOverflow.
func (p *Planner) Widen(ctx context.Context, r *Runnable) (*Runnable, error) {
	return p.runnable(ctx, r.fragment, sqlgen.GenerateWide)
}

type generator func(policy.Governed, func(*catalog.Dataset) ([]storage.FileColumn, error)) (sqlgen.Statement, error)

func (p *Planner) runnable(ctx context.Context, f pushdown.Fragment, generate generator) (*Runnable, error) {
	files := &fileColumns{ctx: ctx, engine: p.cfg.Engine}
	statement, err := p.generate(f, files, generate)
	if err != nil {
		return nil, err
	}
	if err := p.certify(ctx, statement, leaves(f.Plan, files.seen)); err != nil {
		return nil, err
	}
	return newRunnable(statement, f, files.seen), nil
}

// Govern binds a statement and applies policy, without making it runnable.
func (p *Planner) Govern(ctx context.Context, text string, env Env) (policy.Governed, error) {
	query, err := p.bind(ctx, text, env)
	if err != nil {
		return policy.Governed{}, err
	}
	defer p.timed(Policy)()
	return policy.Apply(query, policy.Env{
		Principal: env.Principal, Authorizer: env.Authorizer, Bind: PolicyBinder(ctx),
	})
}

func (p *Planner) bind(ctx context.Context, text string, env Env) (*plan.Query, error) {
	defer p.timed(Bind)()
	session := env.Session
	session.Catalog = env.View()
	query, err := bind.Bind(ctx, text, session)
	if err != nil {
		return nil, err
	}
	return diagnose.Add(query, diagnose.Kinds{DivisionByZero: session.Syntax().DivisionWarnings()}), nil
}

func (p *Planner) split(g policy.Governed) (pushdown.Fragment, error) {
	defer p.timed(Pushdown)()
	fragments, err := pushdown.Split(g)
	if err != nil {
		return pushdown.Fragment{}, err
	}
	if len(fragments) != 1 || fragments[0].Engine != pushdown.DuckDB {
		return pushdown.Fragment{}, sqlerr.New(sqlerr.Unsupported, "a statement over several engines")
	}
	return fragments[0], nil
}

func (p *Planner) generate(f pushdown.Fragment, files *fileColumns, generate generator) (sqlgen.Statement, error) {
	defer p.timed(SQLGen)()
	return generate(f.Plan, files.of)
}

// certify checks the final SQL as the engine itself parses it. A statement
// that fails has met a defect of ours, and does not run.
func (p *Planner) certify(ctx context.Context, s sqlgen.Statement, leaves []certify.Leaf) error {
	defer p.timed(Certify)()
	parsed, err := p.cfg.Engine.Parse(ctx, s.SQL)
	if err != nil {
		return sqlerr.New(sqlerr.Uncertified, "the generated SQL was not certified").WithCause(fmt.Errorf("parse: %w", err))
	}
	if err := certify.Check(parsed, leaves); err != nil {
		return sqlerr.New(sqlerr.Uncertified, "the generated SQL was not certified").WithCause(err)
	}
	return nil
}

func (p *Planner) timed(phase Phase) func() {
	start := time.Now()
	return func() { p.cfg.Observe(phase, time.Since(start)) }
}

// PolicyBinder binds the SQL of masks and row filters.
func PolicyBinder(ctx context.Context) policy.BindFunc {
	return func(text string, ds *catalog.Dataset, refs []plan.Column) (plan.Expr, error) {
		return bind.Expression(ctx, text, ds, refs, bind.Env{})
	}
}

// cacheKey holds everything that a plan depends on, but for volatile
// statements, which are not cached.
func cacheKey(text string, env Env) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d\x00%d\x00%s\x00%s\x00", env.Catalog.Number, env.Authorizer.Revision(), env.Principal.Key(), env.Session.Key())
	b.WriteString(text)
	return b.String()
}
