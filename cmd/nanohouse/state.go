package main

import (
	"context"
	"errors"

	"nanohouse/auth"
	"nanohouse/auth/authn"
	"nanohouse/internal/mesh"
	"nanohouse/server"
)

// revisions is the mesh as the server asks for it.
type revisions struct {
	store *mesh.Store
	auth  *authn.Authenticator
}

var _ server.Mesh = revisions{}

// Current implements server.Mesh.
func (r revisions) Current() server.State {
	m := r.store.Current()
	return server.State{Catalog: m.Catalog, Authorizer: m.Policy, Users: users{m, r.auth}}
}

// Problem implements server.Mesh.
func (r revisions) Problem() string { return r.store.Status().Problem() }

// errGone cannot happen: the user was found in the same revision.
var errGone = errors.New("the user is not in the revision that it logged in to")

// users are the users of one revision.
type users struct {
	mesh *mesh.Mesh
	auth *authn.Authenticator
}

var _ server.Users = users{}

// Principal implements server.Users.
func (u users) Principal(name string) (auth.Principal, bool) {
	return u.mesh.Users.Principal(name, u.mesh.Policy.RolesOf)
}

// Plugin implements server.Users.
func (u users) Plugin() string { return u.auth.Plugin() }

// Authenticate implements server.Users.
func (u users) Authenticate(ctx context.Context, c server.Credentials, d server.Dialog) (auth.Principal, error) {
	name, err := u.auth.Login(ctx, u.mesh.Users, authn.Credentials(c), d)
	if err != nil {
		return auth.Principal{}, err
	}
	p, ok := u.Principal(name)
	if !ok {
		return auth.Principal{}, errGone
	}
	return p, nil
}
