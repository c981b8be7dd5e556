package conformance

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// Oracle is a Python process with DuckDB: what the engine itself says of the same files.
type Oracle struct {
	mu  sync.Mutex
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	err *logBuffer
}

// Python is the interpreter of the test environment.
func Python() (string, error) {
	venv := os.Getenv("NANOHOUSE_TEST_VENV")
	if venv == "" {
		return "", errors.New("NANOHOUSE_TEST_VENV is not set: run conformance/install.sh, or use make test")
	}
	p := filepath.Join(venv, "bin", "python")
	if _, err := os.Stat(p); err != nil {
		return "", fmt.Errorf("NANOHOUSE_TEST_VENV: %w", err)
	}
	return p, nil
}

// NewOracle starts the process. The caller must Close it.
func NewOracle() (*Oracle, error) {
	py, err := Python()
	if err != nil {
		return nil, err
	}
	o := &Oracle{cmd: exec.Command(py, filepath.Join(Root(), "conformance", "oracle.py")), err: &logBuffer{}}
	if o.in, err = o.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	o.out, o.cmd.Stderr = bufio.NewReaderSize(out, 1<<20), o.err
	return o, o.cmd.Start()
}

// Query runs DuckDB statements and gives the last one's rows as MySQL would write them.
func (o *Oracle) Query(sql string) ([][]Value, error) {
	return o.ask(map[string]any{"sql": sql})
}

// Time gives the seconds that DuckDB takes to run a statement, without fetching rows.
func (o *Oracle) Time(sql string) (float64, error) { return o.number(map[string]any{"time": sql}) }

// Load runs statements in sessions side by side and gives how many ended.
func (o *Oracle) Load(statements []string, sessions int, seconds float64) (float64, error) {
	return o.number(map[string]any{"load": statements, "sessions": sessions, "seconds": seconds})
}

func (o *Oracle) number(request map[string]any) (float64, error) {
	rows, err := o.ask(request)
	if err != nil {
		return 0, err
	}
	return strconv.ParseFloat(rows[0][0].Text, 64)
}

func (o *Oracle) ask(request map[string]any) ([][]Value, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	req, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	if _, err := o.in.Write(append(req, '\n')); err != nil {
		return nil, fmt.Errorf("oracle: %w: %s", err, o.err.Tail())
	}
	line, err := o.out.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("oracle: %w: %s", err, o.err.Tail())
	}
	var ans struct {
		Error string
		Rows  [][]*string
	}
	if err := json.Unmarshal(line, &ans); err != nil {
		return nil, fmt.Errorf("oracle: %w", err)
	}
	if ans.Error != "" {
		return nil, fmt.Errorf("oracle: %s", ans.Error)
	}
	rows := make([][]Value, len(ans.Rows))
	for i, r := range ans.Rows {
		rows[i] = make([]Value, len(r))
		for j, v := range r {
			if v == nil {
				rows[i][j].Null = true
			} else {
				rows[i][j].Text = *v
			}
		}
	}
	return rows, nil
}

// Strings runs a query of one column and gives its values.
func (o *Oracle) Strings(sql string) ([]string, error) {
	rows, err := o.Query(sql)
	if err != nil {
		return nil, err
	}
	out := make([]string, 0, len(rows))
	for _, r := range rows {
		out = append(out, r[0].Text)
	}
	return out, nil
}

// Close ends the process.
func (o *Oracle) Close() error {
	o.in.Close()
	return o.cmd.Wait()
}

// quoteSQL writes a string literal of standard SQL.
func quoteSQL(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
