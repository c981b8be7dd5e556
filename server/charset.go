package server

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/sqlerr"
	"nanohouse/server/local"
	"nanohouse/server/wire"
)

// The variables that say how text goes in and out.
const (
	charsetClient     = "character_set_client"
	charsetConnection = "character_set_connection"
	charsetResults    = "character_set_results"
	collationOfText   = "collation_connection"
)

// useCollation sets the session's character set and collation to those of the
// handshake. A collation that is not known here stands for its character set's default.
func (x *session) useCollation(id uint16) {
	charset := wire.CharsetOfCollation(id).Name
	c, ok := catalog.CollationOfID(id)
	if !ok || c.Charset() != charset {
		c, _ = catalog.DefaultCollation(charset)
	}
	for _, v := range []string{charsetClient, charsetConnection, charsetResults} {
		_ = x.local.SetVariable(v, charset)
	}
	_ = x.local.SetVariable(collationOfText, c.String())
	x.readSettings()
}

// named is the name that a variable is set to; empty where it is none of its own.
func named(text string) string {
	name := strings.ToLower(strings.Trim(text, "'\"`"))
	if name == "default" || name == "null" || strings.HasPrefix(name, "@") {
		return ""
	}
	return name
}

// allowCharset refuses character sets and collations that the session cannot have.
func allowCharset(a local.Assignment) error {
	name := named(a.Text)
	switch {
	case name == "":
		return nil
	case a.Name == collationOfText:
		_, err := collationNamed(name)
		return err
	}
	set, ok := wire.CharsetOf(name)
	if !ok {
		return sqlerr.New(sqlerr.UnknownCharset, "Unknown character set: '%s'", printable(name)).
			WithHint("use utf8mb4, utf8mb3, latin1, ascii or binary")
	}
	if a.Collate == "" {
		return nil
	}
	c, err := collationNamed(a.Collate)
	if err == nil && c.Charset() != set.Name {
		return sqlerr.New(sqlerr.CollationCharset, "COLLATION '%s' is not valid for CHARACTER SET '%s'", printable(a.Collate), set.Name)
	}
	return err
}

func collationNamed(name string) (catalog.Collation, error) {
	c, ok := catalog.CollationOf(name)
	if !ok {
		return c, sqlerr.New(sqlerr.UnknownCollation, "Unknown collation: '%s'", printable(name))
	}
	return c, nil
}

// follow sets the variables that another one brings with it: a character set its
// collation, and a collation its character set.
func (x *session) follow(a local.Assignment) error {
	if a.Global {
		return nil
	}
	value := func(name string) string { v, _ := x.local.Variable(name); return v }
	switch a.Name {
	case "names":
		set, _ := wire.CharsetOf(value(charsetConnection))
		c, ok := catalog.CollationOf(a.Collate)
		if !ok {
			c, _ = catalog.DefaultCollation(set.Name)
		}
		return x.local.SetVariable(collationOfText, c.String())
	case "charset":
		c, _ := catalog.DefaultCollation(wire.UTF8.Name)
		if err := x.local.SetVariable(charsetConnection, wire.UTF8.Name); err != nil {
			return err
		}
		return x.local.SetVariable(collationOfText, c.String())
	case charsetConnection:
		c, ok := catalog.DefaultCollation(value(charsetConnection))
		if !ok {
			return nil
		}
		return x.local.SetVariable(collationOfText, c.String())
	case collationOfText:
		if c, ok := catalog.CollationOf(value(collationOfText)); ok {
			return x.local.SetVariable(charsetConnection, c.Charset())
		}
	}
	return nil
}
