package fuzz

import (
	"embed"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed grammar/*.txt
var grammarFiles embed.FS

// production is one way to make a value: text with holes.
type production struct {
	op     string // file/first words, for reports
	area   string // the file's name
	class  Class
	text   []string
	holes  []string
	weight int
	// needs is what must be allowed where it stands: "", aggregates or windows.
	needs string
}

// grammar has the productions of each class.
type grammar map[Class][]*production

var (
	grammarLine = regexp.MustCompile(`^(?:(\d+) )?([a-zA-Z]+): (.+)$`)
	hole        = regexp.MustCompile(`\{([^}]+)\}`)
	opWords     = regexp.MustCompile(`[A-Z_0-9]{2,}|[<>=!+*/%&|^~-]+`)
)

// readGrammar reads all files.
func readGrammar() (grammar, error) {
	g := grammar{}
	files, err := grammarFiles.ReadDir("grammar")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		data, err := grammarFiles.ReadFile(path.Join("grammar", f.Name()))
		if err != nil {
			return nil, err
		}
		for i, line := range strings.Split(string(data), "\n") {
			if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
				continue
			}
			if err := g.add(strings.TrimSuffix(f.Name(), ".txt"), line); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", f.Name(), i+1, err)
			}
		}
	}
	return g, nil
}

// add adds the productions of a line; one of T stands for one of each class of T.
func (g grammar) add(area, line string) error {
	m := grammarLine.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("%q is not `[weight] class: text`", line)
	}
	classes := []Class{Class(m[2])}
	if m[2] == "T" {
		classes = groups["T"]
	} else if !classes[0].IsValue() {
		return fmt.Errorf("%q is no class of values", m[2])
	}
	for _, c := range classes {
		p := &production{class: c, area: area, weight: 1}
		if m[1] != "" {
			p.weight, _ = strconv.Atoi(m[1])
		}
		if area == "aggregates" || area == "windows" {
			p.needs = area
		}
		last := 0
		for _, at := range hole.FindAllStringSubmatchIndex(m[3], -1) {
			name := m[3][at[2]:at[3]]
			if name == "T" {
				name = string(c)
			}
			if err := knownHole(name); err != nil {
				return err
			}
			p.text, p.holes = append(p.text, m[3][last:at[0]]), append(p.holes, name)
			last = at[1]
		}
		p.text = append(p.text, m[3][last:])
		p.op = area + "/" + strings.Join(opWords.FindAllString(strings.Join(p.text, " "), -1), " ")
		g[c] = append(g[c], p)
	}
	return nil
}

// knownHole says what is wrong with a hole's name.
func knownHole(name string) error {
	if _, err := strconv.Atoi(name); err == nil {
		return nil // what an earlier hole holds
	}
	if Class(name).IsValue() || groups[Class(name)] != nil || literals[name] != nil || specialHoles[name] {
		return nil
	}
	return fmt.Errorf("{%s} is neither a class, nor literals, nor known otherwise", name)
}
