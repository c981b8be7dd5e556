package authn

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"

	"nanohouse/catalog"
)

// ErrUserExists is the error of adding a user whom the file already has.
var ErrUserExists = errors.New("the user exists")

// AddUser adds a user to a mesh's users.yaml, which it makes when there is none.
// It keeps the other users and the comments, and refuses a user who exists.
func AddUser(meshDir, name, password string, roles []string) error {
	return edit(meshDir, name, password, roles, false)
}

// SetPassword gives a user another password. With roles not nil, the user has these roles
// from now on. A user who does not exist is added.
func SetPassword(meshDir, name, password string, roles []string) error {
	return edit(meshDir, name, password, roles, true)
}

func edit(meshDir, name, password string, roles []string, replace bool) error {
	if problem := nameProblem(name); problem != "" {
		return fmt.Errorf("bad name: %s", problem)
	}
	for _, role := range roles {
		if nameProblem(strings.TrimPrefix(role, "group:")) != "" {
			return fmt.Errorf("bad role %q: write a role's name, such as analyst", role)
		}
	}
	secret, err := Hash(password)
	if err != nil {
		return err
	}
	path := filepath.Join(meshDir, filepath.FromSlash(UsersFile))
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// A file that cannot be understood is not rewritten.
	if _, findings := parseUsers(text); catalog.HasErrors(findings) {
		return fmt.Errorf("%s", findings[0])
	}
	text, err = rewrite(text, name, secret, roles, replace)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return writeFile(path, text)
}

// rewrite gives the text with the user in it.
func rewrite(text []byte, name, secret string, roles []string, replace bool) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	list := userList(&doc)
	for _, u := range list.Content {
		if !strings.EqualFold(value(u, "name"), name) {
			continue
		}
		if !replace {
			return nil, ErrUserExists
		}
		if value(u, "name") != name {
			return nil, fmt.Errorf("%w as %s", ErrUserExists, value(u, "name"))
		}
		remove(u, "native")
		if value(u, "plugin") == Native {
			remove(u, "plugin")
		}
		set(u, "secret", scalar(secret))
		if roles != nil {
			set(u, "roles", sequence(roles))
		}
		return encode(&doc)
	}
	u := &yaml.Node{Kind: yaml.MappingNode}
	set(u, "name", scalar(name))
	set(u, "secret", scalar(secret))
	set(u, "roles", sequence(roles))
	list.Content = append(list.Content, u)
	list.Style = 0
	return encode(&doc)
}

// userList finds the list of users, and makes it where there is none.
func userList(doc *yaml.Node) *yaml.Node {
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		comment := doc.HeadComment
		*doc = yaml.Node{Kind: yaml.DocumentNode, HeadComment: comment, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		*root = yaml.Node{Kind: yaml.MappingNode, HeadComment: root.HeadComment, FootComment: root.FootComment}
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value != "users" {
			continue
		}
		list := root.Content[i+1]
		if list.Kind != yaml.SequenceNode {
			*list = yaml.Node{Kind: yaml.SequenceNode, HeadComment: list.HeadComment, LineComment: list.LineComment, FootComment: list.FootComment}
		}
		return list
	}
	list := &yaml.Node{Kind: yaml.SequenceNode}
	root.Content = append(root.Content, scalar("users"), list)
	return list
}

func value(mapping *yaml.Node, key string) string {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1].Value
		}
	}
	return ""
}

func set(mapping *yaml.Node, key string, v *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			old := mapping.Content[i+1]
			v.LineComment, v.HeadComment, v.FootComment = old.LineComment, old.HeadComment, old.FootComment
			mapping.Content[i+1] = v
			return
		}
	}
	mapping.Content = append(mapping.Content, scalar(key), v)
}

func remove(mapping *yaml.Node, key string) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			mapping.Content = append(mapping.Content[:i:i], mapping.Content[i+2:]...)
			return
		}
	}
}

func scalar(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	return n
}

func sequence(items []string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, s := range items {
		n.Content = append(n.Content, scalar(s))
	}
	return n
}

func encode(doc *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(doc); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}

// writeFile replaces a file at once: a reader sees the old text or the new one.
func writeFile(path string, text []byte) (err error) {
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".users-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", UsersFile, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", UsersFile, err)
	}
	return nil
}
