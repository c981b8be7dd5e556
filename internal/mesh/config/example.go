package config

import (
	"fmt"
	"strings"
)

// Example is a mesh.yaml with every key, its comment and its default. set gives
// values for some keys, as in "listen.mysql"; all others are commented out.
func Example(set map[string]string) string {
	var b strings.Builder
	b.WriteString("# The settings of this mesh. A line that begins with # shows a default.\n" +
		"# Changes count at once, or where a comment says (restart), at the next start.\n" +
		"# Secrets are never written here.\n")
	section := ""
	for _, s := range settings {
		head, key, nested := strings.Cut(s.key, ".")
		if !nested {
			head, key = "", s.key
		}
		if head != section || head == "" {
			b.WriteString("\n")
			if section == "storage" {
				b.WriteString(lists + "\n")
			}
			if section = head; head != "" {
				b.WriteString(head + ":\n")
			}
		}
		indent := ""
		if nested {
			indent = "  "
		}
		restart := ""
		if s.restart {
			restart = " (restart)"
		}
		fmt.Fprintf(&b, "%s# %s%s\n", indent, s.doc, restart)
		if value, ok := set[s.key]; ok {
			fmt.Fprintf(&b, "%s%s: %s\n", indent, key, quoted(value))
		} else {
			fmt.Fprintf(&b, "%s# %s: %s\n", indent, key, quoted(s.value))
		}
	}
	return b.String()
}

// quoted writes a value so that YAML takes it for itself.
func quoted(s string) string {
	if s == "" || strings.ContainsAny(s, ":#%") {
		return `"` + s + `"`
	}
	return s
}

// lists documents the keys of storage that are lists.
const lists = `  # Folders and s3:// prefixes that contracts may name. Empty: whatever they name, and nothing else.
  # roots: []
  # How object storage is reached; the most specific scope counts. Variables and files hold the secrets.
  # s3:
  #   - scope: s3://bucket/prefix/
  #     endpoint: https://s3.example.com     # empty means AWS; http:// means no TLS
  #     region: eu-west-1
  #     credentials:
  #       key_id_env: MESH_S3_KEY_ID         # or file: PATH (AWS credentials format) and profile: NAME
  #       secret_env: MESH_S3_SECRET
  #       token_env: MESH_S3_TOKEN
`
