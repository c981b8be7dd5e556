package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// readPassword asks for a password twice on a terminal, without showing it, and
// else reads the first line of the input.
func readPassword(s streams, user string) (string, error) {
	if !isTerminal(s.in) {
		line, err := bufio.NewReader(s.in).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read the password: %w", err)
		}
		return notEmpty(strings.TrimRight(line, "\r\n"))
	}
	first, err := ask(s, "Password for "+user+": ")
	if err != nil {
		return "", err
	}
	second, err := ask(s, "Again: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("the two passwords differ")
	}
	return notEmpty(first)
}

func ask(s streams, prompt string) (string, error) {
	fmt.Fprint(s.err, prompt)
	text, err := term.ReadPassword(int(s.in.(*os.File).Fd()))
	fmt.Fprintln(s.err)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return string(text), nil
}

func notEmpty(password string) (string, error) {
	if password == "" {
		return "", errors.New("the password is empty; give one on standard input, or run the command in a terminal")
	}
	return password, nil
}
