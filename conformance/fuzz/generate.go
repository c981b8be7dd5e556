package fuzz

import "math/rand/v2"

// Statement is one random statement.
type Statement struct {
	Seed    uint64
	Profile string
	Root    *Node
}

// Generate makes the statement of a seed. only names the profile; empty is any.
func Generate(g grammar, seed uint64, only string) Statement {
	r := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	p := profiles[r.IntN(len(profiles))]
	for _, named := range profiles {
		if named.name == only {
			p = named
		}
	}
	gen := &generator{Rand: r, grammar: g, profile: p}
	return Statement{Seed: seed, Profile: p.name, Root: gen.statement()}
}
