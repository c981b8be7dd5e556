// Package catalog knows which datasets exist, in which domain, with which
// columns, versions and files.
//
// A Revision is immutable. A statement keeps the revision that it began with;
// a reload publishes a new one.
package catalog
