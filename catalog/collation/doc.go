// Package collation compares text by MySQL's collations.
//
// Key gives the sort key of a text: keys compare byte by byte as the texts do,
// and are equal where the texts are. Like, Locate, FindInSet and WeightString
// are what else of MySQL looks at weights.
//
// The weights are MySQL's own, as its WEIGHT_STRING gives them for each
// character. weights.gz holds them, but for those that follow from the
// character's number. It is a sequence of tables, each
//
//	name newline levels count { skip { n weight… } for each level } for each character
//
// where skip is the number of characters left out before this one; numbers are
// varints, and a weight is two bytes, high byte first. A test of conformance
// makes the file from a MySQL server, and compares.
package collation
