package catalog

import "strings"

// Status is where a contract stands in its life.
type Status string

// The life of a contract. Draft and retired datasets are not served.
const (
	Draft      Status = "draft"
	Active     Status = "active"
	Deprecated Status = "deprecated"
	Retired    Status = "retired"
)

// Classification is a contract's label for how sensitive a column is.
type Classification string

// Closed reports whether a column of this classification stays closed until a
// mask rule speaks for it.
func (c Classification) Closed() bool {
	switch Classification(strings.ToLower(string(c))) {
	case "confidential", "restricted":
		return true
	}
	return false
}

// Position is a place in a mesh's text files.
type Position struct {
	File string // relative to the mesh directory
	Line int    // from 1; 0 when the whole file is meant
}

// Column is one column of a dataset, as its contract declares it.
type Column struct {
	// Name is the name that clients use.
	Name string
	// PhysicalName is the column's name in the data files.
	PhysicalName   string
	Type           Type
	Required       bool
	PrimaryKey     bool
	Classification Classification
	Tags           []string
	Description    string
	// Partition marks a column whose values come from Hive path parts (key=value).
	Partition bool
	Declared  Position
}

// Store says where a dataset's files lie.
type Store string

// The places that a dataset may lie in.
const (
	Local Store = "local"
	S3    Store = "s3"
)

// Source is where the data files of a dataset are, and how to find them.
type Source struct {
	Store Store
	// Path is an absolute path, or an s3:// URL; it may hold the wildcards of a glob.
	Path string
	// Endpoint is the S3 endpoint (a URL); empty for AWS and for local files.
	Endpoint string
	// Region is the S3 region; empty means the mesh's default.
	Region string
	// Hive says that key=value parts of the path are columns.
	Hive bool
}

// Dataset is one version of one tabular thing that a domain publishes.
// It is immutable, and shared between revisions that did not change it.
type Dataset struct {
	Domain string
	// Name is the dataset's name without its version: orders.
	Name string
	// Version is the contract's semantic version: 1.2.0.
	Version string
	// Major is the first number of Version; the versioned table is Name_vMajor.
	Major       int
	Status      Status
	Product     string
	Description string
	// Owner is whom to ask for access; empty when the contract does not say.
	Owner    string
	Tags     []string
	Columns  []Column
	Source   Source
	Declared Position
	// Located is where the contract says where the files are.
	Located Position
	// View is the SELECT that defines a view; empty for stored data.
	View string
	// Roles are the roles that the contract says give access; only policy grants it.
	Roles []string
	// ServiceLevels are what the contract promises of the data.
	ServiceLevels []ServiceLevel
}

// ServiceLevel is one promise of a contract: latency, 1, h.
type ServiceLevel struct {
	Property string
	Value    string
	Unit     string
}

// Object is the dataset's name in policy and messages: sales.orders_v1.
func (d *Dataset) Object() string { return d.Domain + "." + d.VersionedName() }

// VersionedName is the dataset's name as a table with its version: orders_v1.
func (d *Dataset) VersionedName() string { return d.Name + "_v" + itoa(d.Major) }

// Column finds a column by its name, ignoring case, and returns its ordinal or -1.
func (d *Dataset) Column(name string) int {
	for i := range d.Columns {
		if strings.EqualFold(d.Columns[i].Name, name) {
			return i
		}
	}
	return -1
}
