package server

import (
	"context"
	"net"

	"nanohouse/auth"
	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/bind"
	"nanohouse/planner/plan"
	"nanohouse/storage"
)

// State is everything that a statement depends on, as one immutable revision.
type State struct {
	Catalog    *catalog.Revision
	Authorizer auth.Authorizer
	Users      Users
}

// Mesh gives the revision in force. A statement asks once and keeps it.
type Mesh interface {
	Current() State
	// Problem tells why the last reload was not taken, or is empty.
	Problem() string
}

// Users knows who may connect.
type Users interface {
	// Principal finds a user by name, with the roles that it holds now.
	Principal(name string) (auth.Principal, bool)
	// Plugin is the auth plugin that the greeting names.
	Plugin() string
	// Authenticate proves who connects. Every failure, whatever its cause, is
	// told to the client in the same words.
	Authenticate(ctx context.Context, c Credentials, d Dialog) (auth.Principal, error)
}

// Credentials are what a client says of itself when it logs in.
type Credentials struct {
	User, Plugin string
	// Scramble is the challenge of the greeting, 20 bytes.
	Scramble []byte
	Response []byte
	// Secure says that nobody can read the connection: TLS or a unix socket.
	Secure bool
	Remote net.Addr
}

// Dialog carries an auth plugin's further messages.
type Dialog interface {
	// Switch asks the client to log in by another plugin, and gives its answer.
	Switch(plugin string, data []byte) ([]byte, error)
	// More sends a message and gives the answer.
	More(data []byte) ([]byte, error)
	// Tell sends a message that has no answer.
	Tell(data []byte) error
}

// Env is who asks, under which revisions, and what the session brings.
type Env struct {
	Principal  auth.Principal
	Authorizer auth.Authorizer
	Catalog    *catalog.Revision
	Session    bind.Env
}

// View is the catalog as the principal sees it.
func (e Env) View() auth.View {
	return auth.View{Revision: e.Catalog, Authorizer: e.Authorizer, Principal: e.Principal}
}

// Planner plans the statements that read datasets.
type Planner interface {
	Plan(ctx context.Context, text string, env Env) (*Plan, error)
	// Explain plans a statement without making it runnable.
	Explain(ctx context.Context, text string, env Env) (Explanation, error)
}

// Plan is a certified statement.
type Plan struct {
	Output   []plan.Output
	Params   int
	Warnings []Warning
	// Diagnostics are the codes of the columns behind those of Output, which
	// count warnings.
	Diagnostics []sqlerr.Code
	// Datasets are what the statement reads: sales.orders_v2.
	Datasets []string
	// Query gives the statement for the engine with its parameters' values.
	Query func(params []storage.Arg, timeZone string) (storage.Query, error)
	// Widen makes the plan whose arithmetic does not overflow where this one's
	// did; nil when there is none.
	Widen func(ctx context.Context) (*Plan, error)
}

// Explanation tells of a statement's plan, and why it is what it is.
type Explanation struct {
	// Lines print the governed plan, without any constant.
	Lines     []string
	Decisions []Decision
	// Refused is why the statement itself would not run, such as a denied
	// column: EXPLAIN fails with it, and EXPLAIN POLICY tells of it.
	Refused error
}

// Decision is why a column or a dataset of a statement is as it is.
type Decision struct {
	Object string // sales.orders_v1, sales.orders_v1.email
	Effect auth.Effect
	// Filter says that it is about the dataset's rows.
	Filter bool
	// Mask is the mask as written, or the SQL of the row filter.
	Mask string
	// Rule is the rule that decided; its zero value means closed by default.
	Rule auth.Rule
	// Opener is a role that would change the effect.
	Opener string
}

// Warning is something that a client should know of its result.
type Warning struct {
	Code    sqlerr.Code
	Message string
}

// Engine runs planned statements.
type Engine interface {
	Run(ctx context.Context, q storage.Query) (storage.Rows, error)
}
