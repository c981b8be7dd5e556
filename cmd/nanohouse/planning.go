package main

import (
	"context"

	"nanohouse/planner"
	"nanohouse/server"
)

// planning is the planner as the server asks for it.
type planning struct{ *planner.Planner }

var _ server.Planner = planning{}

// Plan implements server.Planner.
func (p planning) Plan(ctx context.Context, text string, env server.Env) (*server.Plan, error) {
	r, err := p.Planner.Plan(ctx, text, planner.Env(env))
	if err != nil {
		return nil, err
	}
	return p.plan(r), nil
}

func (p planning) plan(r *planner.Runnable) *server.Plan {
	out := &server.Plan{Output: r.Output, Params: r.Params, Query: r.Query, Diagnostics: r.Diagnostics}
	for _, d := range r.Governed().Decisions() {
		out.Datasets = append(out.Datasets, d.Dataset.Object())
	}
	for _, w := range r.Warnings() {
		out.Warnings = append(out.Warnings, server.Warning(w))
	}
	out.Widen = func(ctx context.Context) (*server.Plan, error) {
		wide, err := p.Widen(ctx, r)
		if err != nil {
			return nil, err
		}
		return p.plan(wide), nil
	}
	return out
}

// Explain implements server.Planner.
func (p planning) Explain(ctx context.Context, text string, env server.Env) (server.Explanation, error) {
	var out server.Explanation
	lines, err := p.Planner.ExplainPolicy(ctx, text, planner.Env(env))
	if err != nil {
		return out, err
	}
	for _, l := range lines {
		out.Decisions = append(out.Decisions, server.Decision{Object: l.Object, Effect: l.Effect, Filter: l.Filter, Mask: l.Detail, Rule: l.Rule, Opener: l.Opener})
	}
	out.Lines, out.Refused = p.Planner.Explain(ctx, text, planner.Env(env))
	return out, nil
}
