package auth

import "nanohouse/catalog"

// Member is a user with the roles that it is given directly, and where that is written.
type Member struct {
	catalog.Position
	Name  string
	Roles []string
}
