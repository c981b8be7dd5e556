package catalog

import "strings"

// Root is the narrowest place that holds the source's files, which an engine
// must be allowed to read: the path itself when it has no wildcard, or else the
// folder above the first wildcard, with a slash at its end.
func (s Source) Root() string {
	i := strings.IndexAny(s.Path, "*?[{")
	if i < 0 {
		return s.Path
	}
	return s.Path[:strings.LastIndexByte(s.Path[:i], '/')+1]
}
