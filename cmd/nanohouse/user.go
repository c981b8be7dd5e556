package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"nanohouse/auth/authn"
)

func newUser(s streams) *cobra.Command {
	return group("user", "Manage the built-in users", newUserAdd(s))
}

func newUserAdd(s streams) *cobra.Command {
	var dir string
	var roles []string
	cmd := &cobra.Command{
		Use:   "add NAME --mesh DIR [--role R]...",
		Short: "Add a user, with a password from the terminal or the first line of standard input",
		Args:  exactly("NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			mesh, err := meshDir(dir)
			if err != nil {
				return err
			}
			password, err := readPassword(s, args[0])
			if err != nil {
				return err
			}
			if err := authn.AddUser(mesh, args[0], password, roles); err != nil {
				return fmt.Errorf("add user %s: %w", args[0], err)
			}
			fmt.Fprintf(s.out, "user %s is in %s/policy/users.yaml; a running server knows the user at once\n", args[0], dir)
			return nil
		},
	}
	meshFlag(cmd, &dir)
	cmd.Flags().StringArrayVar(&roles, "role", nil, "a role that the user holds (may be repeated)")
	return cmd
}
