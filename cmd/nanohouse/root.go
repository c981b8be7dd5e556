package main

import (
	"strings"

	"github.com/spf13/cobra"
)

const long = `Nanohouse is one door to a data mesh: MySQL clients query the Parquet datasets of
several domains, under column and row policy, executed by DuckDB.

  nanohouse demo        a mesh to try, with data, policy and five users
  nanohouse serve       serve a mesh
  nanohouse check       what is wrong in a mesh, as file:line

Exit codes: 0 done, 1 findings or failed, 2 wrong use.`

// newRoot makes the command and all below it.
func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:           "nanohouse",
		Short:         "Serve a data mesh to MySQL clients",
		Long:          long,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("unknown command %q", args[0])
			}
			return cmd.Help()
		},
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%s", err) })
	root.AddCommand(newDemo(s), newServe(s), newCheck(s), newSQL(s), newPolicy(s), newUser(s), newVersion(s))
	return root
}

// exactly makes a check of the number of arguments that names what is missing.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return usage("%s: %s is missing", cmd.CommandPath(), strings.Join(names[len(args):], ", "))
		case len(args) > len(names):
			return usage("%s: %q is too much; put a statement in quotes", cmd.CommandPath(), args[len(names)])
		}
		return nil
	}
}

// group makes a command that only holds others.
func group(use, short string, below ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short, Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("%s: unknown command %q", cmd.CommandPath(), args[0])
			}
			return usage("%s: name a command: %s", cmd.CommandPath(), names(cmd))
		}}
	c.AddCommand(below...)
	return c
}

func names(cmd *cobra.Command) string {
	var out []string
	for _, c := range cmd.Commands() {
		out = append(out, c.Name())
	}
	return strings.Join(out, ", ")
}

// meshFlag adds --mesh, which every command but demo needs.
func meshFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "mesh", "", "the mesh directory")
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if *dir == "" {
			return usage("%s: --mesh DIR is missing", cmd.CommandPath())
		}
		if before != nil {
			return before(cmd, args)
		}
		return nil
	}
}

// asFlag adds --as, the user whom a query is run as.
func asFlag(cmd *cobra.Command, user *string) {
	cmd.Flags().StringVar(user, "as", "", "the user to ask as")
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if *user == "" {
			return usage("%s: --as USER is missing", cmd.CommandPath())
		}
		if before != nil {
			return before(cmd, args)
		}
		return nil
	}
}
