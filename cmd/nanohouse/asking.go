package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"nanohouse/catalog"
	"nanohouse/planner"
	"nanohouse/planner/bind"
	"nanohouse/server"
)

// question is what sql and policy explain ask: a statement as a user of a mesh.
type question struct{ mesh, user string }

func (q *question) flags(cmd *cobra.Command) {
	meshFlag(cmd, &q.mesh)
	asFlag(cmd, &q.user)
}

// ask opens the mesh and calls f with what the planner needs to know of who asks.
func (q question) ask(ctx context.Context, s streams, f func(*program, planner.Env) error) error {
	p, err := open(ctx, s.err, q.mesh, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer p.close()
	m := p.store.Current()
	who, ok := m.Users.Principal(q.user, m.Policy.RolesOf)
	if !ok {
		return fmt.Errorf("there is no user %s in policy/users.yaml; add one: nanohouse user add %s --mesh %s --role ROLE", q.user, q.user, q.mesh)
	}
	return f(p, planner.Env{Principal: who, Authorizer: m.Policy, Catalog: m.Catalog, Session: bind.Env{
		Collation: catalog.UTF8MB4AiCi0900, Principal: who.Name, User: who.Name + "@localhost", CurrentUser: who.Name + "@%", Version: server.DefaultVersion, Now: time.Now().UTC(),
	}})
}
