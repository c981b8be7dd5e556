package server

import (
	"slices"
	"strings"

	"nanohouse/internal/sqlerr"
)

// transaction is what of a transaction a client can see on a server that
// changes nothing: the status flag, and the names of savepoints.
type transaction struct {
	open, readOnly bool
	savepoints     []string
}

func (t *transaction) save(name string) {
	name = strings.ToLower(name)
	if i := slices.Index(t.savepoints, name); i >= 0 {
		t.savepoints = slices.Delete(t.savepoints, i, i+1)
	}
	if t.open {
		t.savepoints = append(t.savepoints, name)
	}
}

// back goes back to a savepoint, which drops those behind it; release drops it too.
func (t *transaction) back(name string, release bool) error {
	i := slices.Index(t.savepoints, strings.ToLower(name))
	if i < 0 {
		return sqlerr.New(sqlerr.UnknownSavepoint, "SAVEPOINT %s does not exist", printable(name))
	}
	if !release {
		i++
	}
	t.savepoints = t.savepoints[:i]
	return nil
}
