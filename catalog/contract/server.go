package contract

import (
	"net/url"
	"path/filepath"
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/spelling"
	"nanohouse/internal/yamldoc"
)

// model stands in a server's path for the name of the schema object.
const model = "{model}"

// server is one entry of a contract's servers.
type server struct {
	ok                bool // it can be read
	line              int
	name, environment string
	kind              string
	format            string
	formatLine        int
	path              string // of a local server, or the location of an S3 one
	pathLine          int
	endpoint          string
	endpointLine      int
	region            string
	hive              *bool
}

// serverTypes are all types of ODCS 3.0 to 3.2, so that a misspelled one is seen.
var serverTypes = strings.Fields(`api athena azure bigquery clickhouse cloudsql custom databricks db2 denodo dremio duckdb
	exasol glue hana hive iceberg impala informix ingres kafka kinesis local mysql oracle poet postgres postgresql presto
	pubsub redshift s3 sftp snowflake sqlserver synapse teradata trino vectorwise versant vertica zen`)

// server chooses the server to read: the wanted one, or else the first that
// holds Parquet files on a disk or in S3.
func (r *reader) server(doc *yamldoc.Node, wanted string) server {
	e := doc.Get("servers")
	if e == nil || len(e.Value.Items) == 0 {
		line := 1
		if e != nil {
			line = e.Line
			r.isList(e)
		}
		r.errorf(line, "write servers: with - server: files, type: local, format: parquet, path: data/…", "the contract has no server")
		return server{}
	}
	var all []server
	r.mappings(e, func(n *yamldoc.Node) { all = append(all, r.readServer(n)) })
	chosen := -1
	for i, s := range all {
		if !has(serverTypes, s.kind) {
			r.errorf(s.line, "write type: local or type: s3"+meant(s.kind), "the server type %s is not known", quote(s.kind))
			return server{}
		}
		readable := (s.kind == "local" || s.kind == "s3") && (s.format == "parquet" || s.format == "")
		if readable && (chosen < 0 || wanted != "" && (s.name == wanted || s.environment == wanted) && !all[chosen].is(wanted)) {
			chosen = i
		}
	}
	if chosen < 0 && len(all) > 0 {
		r.unreadable(all[0])
	}
	if chosen < 0 {
		return server{}
	}
	return r.checkServer(all[chosen])
}

func (s server) is(wanted string) bool { return s.name == wanted || s.environment == wanted }

func meant(kind string) string {
	if near := spelling.Nearest(kind, serverTypes); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// unreadable says why none of the servers will do, by the first.
func (r *reader) unreadable(s server) {
	if s.kind != "local" && s.kind != "s3" {
		r.errorf(s.line, "write a server of type local or s3", "a server of type %s cannot be read", s.kind)
		return
	}
	r.errorf(s.formatLine, "write format: parquet, and data files of that format", "the format %s cannot be read", quote(s.format))
}

func (r *reader) readServer(n *yamldoc.Node) server {
	s := server{line: n.Line, pathLine: n.Line, formatLine: n.Line}
	for i := range n.Entries {
		e := &n.Entries[i]
		switch e.Key {
		case "server":
			s.name = r.text(e)
		case "environment":
			s.environment = r.text(e)
		case "type":
			s.kind = r.text(e)
		case "format":
			s.format, s.formatLine = strings.ToLower(r.text(e)), e.Line
		case "customProperties":
			custom := r.custom(e)
			s.hive = r.hiveProperty(custom)
			if region := custom["region"]; region != nil {
				s.region = r.text(region)
			}
		}
	}
	key := map[string]string{"local": "path", "s3": "location"}[s.kind]
	if key == "" {
		return s // other types have keys of their own
	}
	for i := range n.Entries {
		e := &n.Entries[i]
		switch {
		case e.Key == key:
			s.path, s.pathLine = r.text(e), e.Line
		case e.Key == "path" || e.Key == "location":
			r.errorf(e.Line, "write "+key+":", "a server of type %s has %s instead of %s", s.kind, e.Key, key)
		case e.Key == "endpointUrl":
			s.endpoint, s.endpointLine = r.text(e), e.Line
		default:
			r.checkKey(e, serverKeys, "a server")
		}
	}
	return s
}

// checkServer checks the path of the chosen server, and makes a local one absolute.
func (r *reader) checkServer(s server) server {
	before := len(r.findings)
	switch {
	case s.path == "":
		r.errorf(s.line, map[string]string{"local": "write path: data/….parquet", "s3": "write location: s3://bucket/….parquet"}[s.kind], "the server has no place of files")
	case strings.ContainsFunc(s.path, func(c rune) bool { return c < ' ' || c == 0x7f }):
		r.errorf(s.pathLine, "write the path without it", "the path holds a control character")
	case strings.HasSuffix(s.path, "/"):
		r.errorf(s.pathLine, "write "+s.path+"*.parquet", "the path is a folder")
	case s.kind == "local":
		s.path = r.localPath(s)
	default:
		r.checkLocation(s)
	}
	s.ok = len(r.findings) == before
	return s
}

// localPath makes a path absolute. A relative one may not leave the mesh
// directory: whoever moves the mesh must be able to see what it reads.
func (r *reader) localPath(s server) string {
	path := strings.TrimPrefix(s.path, "file://")
	if strings.Contains(path, "://") {
		r.errorf(s.pathLine, "write type: s3 and location:, or a path on this machine", "the path of a local server is a URL")
		return path
	}
	if filepath.IsAbs(path) {
		if strings.Contains(path+"/", "/../") {
			r.errorf(s.pathLine, "write the path without ..", "the path %s goes through ..", quote(s.path))
		}
		path = filepath.Clean(path)
		if (catalog.Source{Path: path}).Root() == "/" {
			r.errorf(s.pathLine, "write a path with a folder before its first wildcard", "the path %s would open the whole disk", quote(s.path))
		}
		return path
	}
	if !filepath.IsLocal(filepath.FromSlash(path)) {
		r.errorf(s.pathLine, "write a path below the mesh directory, or an absolute one", "the path %s leaves the mesh directory", quote(s.path))
		return path
	}
	return filepath.Join(r.dir, filepath.FromSlash(path))
}

// checkLocation checks the place and endpoint of an S3 server.
func (r *reader) checkLocation(s server) {
	rest, ok := strings.CutPrefix(s.path, "s3://")
	bucket, key, _ := strings.Cut(rest, "/")
	switch {
	case !ok || bucket == "" || key == "":
		r.errorf(s.pathLine, "write location: s3://bucket/folder/*.parquet", "the location %s is not an S3 URL with a bucket and a key", quote(s.path))
	case strings.ContainsAny(bucket, "*?[{@:"):
		r.errorf(s.pathLine, "write the bucket's name", "the bucket of %s holds a wildcard, or a user", quote(s.path))
	case strings.ContainsAny(key, "#") || strings.Contains("/"+key+"/", "/../"):
		r.errorf(s.pathLine, "write the key without # and ..", "the location %s is ambiguous", quote(s.path))
	}
	if s.endpoint == "" {
		return
	}
	u, err := url.Parse(s.endpoint)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		r.errorf(s.endpointLine, "write endpointUrl: https://host:port", "the endpoint is not a URL")
	case u.User != nil || u.RawQuery != "":
		r.errorf(s.endpointLine, "write credentials by name in mesh.yaml's storage.s3, never here", "the endpoint holds a user or a query")
	}
}

// source is where one object's files are, once its Hive partitions are settled.
func (r *reader) source(s server, o *object) catalog.Source {
	src := catalog.Source{
		Store: catalog.Store(s.kind), Path: strings.ReplaceAll(s.path, model, o.name),
		Endpoint: s.endpoint, Region: s.region,
	}
	said := s.hive
	if o.hive != nil {
		said = o.hive
	}
	src.Hive = r.partitions(src.Path, s.pathLine, said, o.columns)
	return src
}
