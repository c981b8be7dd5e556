//go:build !gms_pure_go

package buildtag

// This does not compile, on purpose: the compiler prints the name.
var _ = build_nanohouse_with_make_build_or_go_build_with_tags_gms_pure_go
