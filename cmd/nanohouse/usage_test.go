package main

import (
	"path/filepath"
	"testing"
)

func TestWrongUseEndsWithTwo(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"serv"}, `unknown command "serv"`},
		{[]string{"serve", "--mush", "x"}, "unknown flag: --mush"},
		{[]string{"serve"}, "--mesh DIR is missing"},
		{[]string{"check", "--mesh"}, "needs an argument"},
		{[]string{"check", "--mesh", ".", "more"}, "is too much"},
		{[]string{"sql", "--mesh", ".", "SELECT 1"}, "--as USER is missing"},
		{[]string{"sql", "--mesh", ".", "--as", "admin"}, "a statement is missing"},
		{[]string{"sql", "--mesh", ".", "--as", "admin", "--format", "xml", "SELECT 1"}, `unknown format "xml"`},
		{[]string{"policy"}, "name a command: explain, test"},
		{[]string{"policy", "exlain"}, `unknown command "exlain"`},
		{[]string{"user", "add", "--mesh", "."}, "NAME is missing"},
		{[]string{"demo", "--scale", "0"}, "--scale 0 is not between"},
		{[]string{"demo", "--scale", "big"}, "invalid argument"},
	} {
		nanohouse(t, "", c.args...).want(t, exitUsage, c.says)
	}
}

func TestHelpAndVersion(t *testing.T) {
	nanohouse(t, "").want(t, exitDone, "serve", "check", "Exit codes")
	nanohouse(t, "", "help", "serve").want(t, exitDone, "--listen", "SIGHUP")
	nanohouse(t, "", "version").want(t, exitDone, "nanohouse ")
}

func TestNoMeshThere(t *testing.T) {
	empty := t.TempDir()
	for _, args := range [][]string{{"serve"}, {"check"}, {"sql", "--as", "admin", "SELECT 1"}, {"policy", "test"}, {"user", "add", "x"}} {
		nanohouse(t, "secret\n", append(args, "--mesh", filepath.Join(empty, "nowhere"))...).want(t, exitFailed, "there is no folder", "nanohouse demo")
		nanohouse(t, "secret\n", append(args, "--mesh", empty)...).want(t, exitFailed, "is no mesh")
	}
}
