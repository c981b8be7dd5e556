package fuzz

// field is a column that a source shows.
type field struct {
	name  string
	class Class
	kind  string // the type in MySQL, where it is a table's column
}

// source is what FROM names: a table, a derived table, a common table expression.
type source struct {
	alias  string
	fields []field
	// keys are the fields that tell its rows apart; none if nothing does.
	keys []string
}

// scope is what names a place may use: those of its sources, then the outer ones.
type scope struct {
	outer   *scope
	sources []*source
}

// found is a field with the source that shows it.
type found struct {
	source *source
	field  field
}

// of gives all fields of a class in this scope alone.
func (s *scope) of(c Class) []found {
	var out []found
	for _, src := range s.sources {
		for _, f := range src.fields {
			if f.class == c {
				out = append(out, found{src, f})
			}
		}
	}
	return out
}

// keys name what tells the rows of all sources apart; nil if nothing does.
func (s *scope) keys() []string {
	var out []string
	for _, src := range s.sources {
		if src.keys == nil {
			return nil
		}
		for _, k := range src.keys {
			out = append(out, src.alias+"."+k)
		}
	}
	return out
}

// unique reports whether a name means one field only here and outside.
func (s *scope) unique(name string) bool {
	n := 0
	for at := s; at != nil; at = at.outer {
		for _, src := range at.sources {
			for _, f := range src.fields {
				if f.name == name {
					n++
				}
			}
		}
	}
	return n == 1
}
