//go:build gms_pure_go

package buildtag

// Present is there when the program was built with its tag.
const Present = true
