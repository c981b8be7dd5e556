package config

import (
	"bufio"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"nanohouse/internal/spelling"
	"nanohouse/internal/yamldoc"
)

// S3 is how one prefix of object storage is reached.
type S3 struct {
	// Scope is the s3:// prefix that this is for.
	Scope string
	// Endpoint is a URL; empty means AWS.
	Endpoint   string
	Region     string
	Credential Credential
}

// Credential is an access key. It never appears in an error or a log.
type Credential struct{ KeyID, Key, Token string }

// String hides the credential, so that no %v can show it.
func (Credential) String() string { return "credential" }

// GoString hides the credential from %#v.
func (c Credential) GoString() string { return c.String() }

// roots reads storage.roots: folders and s3:// prefixes.
func (l *loader) roots(e *yamldoc.Entry) {
	if e.Value.IsNull() {
		return
	}
	if e.Value.Kind != yamldoc.Sequence {
		l.report(e.Line, "storage.roots is not a list", "write storage.roots: [data, s3://bucket/prefix/]")
		return
	}
	for i := range e.Value.Items {
		item := &e.Value.Items[i]
		root := strings.TrimSpace(item.Text)
		if item.Kind != yamldoc.Scalar || root == "" || strings.ContainsAny(root, "*?[\x00") {
			l.report(item.Line, "an item of storage.roots is not a folder", "write a folder, or an s3:// prefix, without wildcards")
			continue
		}
		if !strings.HasPrefix(root, "s3://") {
			root = filepath.Clean(below(l.dir, root))
		}
		if root == "/" || strings.Trim(root, "/") == "s3:" {
			l.report(item.Line, "this root would open everything", "write the folders and buckets that hold data")
			continue
		}
		l.config.Storage.Roots = append(l.config.Storage.Roots, strings.TrimSuffix(root, "/")+"/")
	}
}

// s3Keys are the keys of an item of storage.s3 that have one value.
var s3Keys = []string{"scope", "endpoint", "region", "credentials"}

// credentialKeys name where a credential is, never the credential.
var credentialKeys = []string{"key_id_env", "secret_env", "token_env", "file", "profile"}

// inline are keys under which people write secrets.
var inline = regexp.MustCompile(`(?i)secret|password|token|access_?key|^key$|^key_?id$|^session`)

func (l *loader) s3List(e *yamldoc.Entry) {
	if e.Value.IsNull() {
		return
	}
	if e.Value.Kind != yamldoc.Sequence {
		l.report(e.Line, "storage.s3 is not a list", "write lines that begin with - scope: s3://bucket/")
		return
	}
	for i := range e.Value.Items {
		if item := &e.Value.Items[i]; item.Kind == yamldoc.Mapping {
			l.s3(item)
		} else {
			l.report(item.Line, "an item of storage.s3 is not a mapping", "write - scope: s3://bucket/, and endpoint: below it")
		}
	}
}

func (l *loader) s3(n *yamldoc.Node) {
	var s S3
	for i := range n.Entries {
		e := &n.Entries[i]
		switch e.Key {
		case "scope":
			s.Scope = e.Value.Text
			if rest, ok := strings.CutPrefix(s.Scope, "s3://"); !ok || strings.Trim(rest, "/") == "" || strings.ContainsAny(rest, "*?[") {
				l.report(e.Line, "the scope is not an s3:// prefix", "write scope: s3://bucket/ or s3://bucket/prefix/")
			}
		case "endpoint":
			s.Endpoint = e.Value.Text
			u, err := url.Parse(s.Endpoint)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
				l.report(e.Line, "the endpoint is not a plain URL", "write endpoint: https://host:port, without a user; http:// means no TLS")
			}
		case "region":
			s.Region = e.Value.Text
		case "credentials":
			s.Credential = l.credential(e)
		default:
			l.unknownS3(e, "storage.s3", s3Keys)
		}
	}
	if n.Get("scope") == nil {
		l.report(n.Line, "an item of storage.s3 has no scope", "write scope: s3://bucket/")
	}
	for _, other := range l.config.Storage.S3 {
		if other.Scope == s.Scope && s.Scope != "" {
			l.report(n.Line, "the scope is written twice", "keep one of them")
		}
	}
	l.config.Storage.S3 = append(l.config.Storage.S3, s)
}

// unknownS3 reports a key that does not exist, and secrets in particular.
func (l *loader) unknownS3(e *yamldoc.Entry, where string, known []string) {
	fix := "write one of " + strings.Join(known, ", ")
	switch near := spelling.Nearest(e.Key, known); {
	case inline.MatchString(e.Key):
		l.report(e.Line, "a secret does not belong in mesh.yaml", "write credentials: with key_id_env and secret_env, the names of environment variables, or with file; and change the secret, as it was in a text file")
		return
	case near != "":
		fix = "did you mean " + near + "?"
	case e.Key == "use_ssl":
		fix = "write http:// or https:// in endpoint"
	case e.Key == "url_style":
		fix = "remove it: path style is used where an endpoint is written"
	}
	l.report(e.Line, "there is no setting "+e.Key+" in "+where, fix)
}

var (
	envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	keyID   = regexp.MustCompile(`^(AKIA|ASIA)[A-Z0-9]{12,}$`)
)

// credential reads where a credential is, and gets it from there.
func (l *loader) credential(e *yamldoc.Entry) Credential {
	if e.Value.Kind != yamldoc.Mapping {
		l.report(e.Line, "credentials are not a mapping", "write key_id_env: NAME and secret_env: NAME, or file: PATH")
		return Credential{}
	}
	text := map[string]string{}
	before := len(l.findings)
	for i := range e.Value.Entries {
		c := &e.Value.Entries[i]
		known := false
		for _, k := range credentialKeys {
			known = known || k == c.Key
		}
		switch {
		case !known:
			l.unknownS3(c, "credentials", credentialKeys)
		case c.Value.Kind != yamldoc.Scalar || c.Value.Text == "":
			l.report(c.Line, c.Key+" is not a word", "write the name of an environment variable, or the path of a file")
		case strings.HasSuffix(c.Key, "_env") && (!envName.MatchString(c.Value.Text) || keyID.MatchString(c.Value.Text)):
			l.report(c.Line, c.Key+" is not the name of an environment variable", "write its name; a secret itself does not belong in mesh.yaml")
		default:
			text[c.Key] = c.Value.Text
		}
	}
	if len(l.findings) > before {
		return Credential{}
	}
	got, err := l.resolve(text)
	if err != nil {
		l.report(e.Line, "the credentials cannot be had: "+err.Error(), "set the variables for the server, or correct the file")
	}
	return got
}

// resolve gets a credential from the environment or a file.
func (l *loader) resolve(text map[string]string) (Credential, error) {
	if file := text["file"]; file != "" {
		if text["key_id_env"]+text["secret_env"]+text["token_env"] != "" {
			return Credential{}, errors.New("both a file and variables are named")
		}
		profile := text["profile"]
		if profile == "" {
			profile = "default"
		}
		return credentialFile(below(l.dir, file), profile)
	}
	if text["key_id_env"] == "" || text["secret_env"] == "" {
		return Credential{}, errors.New("key_id_env and secret_env, or file, must be written")
	}
	var c Credential
	for key, to := range map[string]*string{"key_id_env": &c.KeyID, "secret_env": &c.Key, "token_env": &c.Token} {
		if text[key] == "" {
			continue
		}
		if *to = l.getenv(text[key]); *to == "" {
			return Credential{}, fmt.Errorf("the variable %s is not set", text[key])
		}
	}
	return c, nil
}

// credentialFile reads one profile of a file in the format of AWS's tools.
func credentialFile(file, profile string) (Credential, error) {
	info, err := os.Stat(file)
	if err != nil {
		return Credential{}, errors.New("the file cannot be read")
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Credential{}, errors.New("others than its owner may read the file (chmod 600)")
	}
	f, err := os.Open(file)
	if err != nil {
		return Credential{}, errors.New("the file cannot be read")
	}
	defer f.Close()
	var c Credential
	fields := map[string]*string{"aws_access_key_id": &c.KeyID, "aws_secret_access_key": &c.Key, "aws_session_token": &c.Token}
	within := false
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			within = strings.Trim(line, "[] ") == profile
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if to := fields[strings.TrimSpace(key)]; ok && within && to != nil {
			*to = strings.TrimSpace(value)
		}
	}
	if lines.Err() != nil || c.KeyID == "" || c.Key == "" {
		return Credential{}, fmt.Errorf("the file has no complete profile %s", profile)
	}
	return c, nil
}
