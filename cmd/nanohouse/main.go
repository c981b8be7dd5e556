// Command nanohouse serves a data mesh to MySQL clients, and checks and tries it
// from the command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	_ "nanohouse/internal/buildtag" // says what is missing when the build tag is
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // findings, or what was asked for did not work
	exitUsage  = 2 // wrong use of the command line
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

// streams are where a command reads and writes.
type streams struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// run runs one command line and gives its exit code.
func run(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	var usage *usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(s.err, "nanohouse: %v\nRun 'nanohouse help' for the commands.\n", err)
		return exitUsage
	}
	if !errors.Is(err, errTold) {
		fmt.Fprintf(s.err, "nanohouse: %v\n", err)
	}
	return exitFailed
}

// usageError is a wrong use of the command line.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

func usage(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// errTold is the error of a command that has already said what is wrong.
var errTold = errors.New("failed")
