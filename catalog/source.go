package catalog

import "strings"

// Root is the longest part of the source's path that holds no wildcard: the
// directory, or the prefix in object storage, that an engine must be allowed to read.
func (s Source) Root() string {
	path := s.Path
	if i := strings.IndexAny(path, "*?[{"); i >= 0 {
		path = path[:i]
	}
	if i := strings.LastIndexByte(path, '/'); i > 0 {
		return path[:i]
	}
	return "/"
}
