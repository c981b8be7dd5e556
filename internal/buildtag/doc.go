// Package buildtag keeps a build without the tag gms_pure_go from compiling, and says so.
//
// Without it, the parser's regular expressions would need a C library (ICU)
// that most machines lack, and the build would end in a linker's riddle.
package buildtag
