package main

import (
	"fmt"
	"io"
	"net"
	"path/filepath"

	"github.com/spf13/cobra"

	"nanohouse/auth/authn"
	"nanohouse/internal/demo"
	"nanohouse/internal/mesh/config"
	"nanohouse/storage/duckdb"
)

func newDemo(s streams) *cobra.Command {
	var dir string
	var scale float64
	var at addresses
	cmd := &cobra.Command{
		Use:   "demo [--dir DIR] [--scale 0.1]",
		Short: "Write a demo mesh (TPC-H's tables over four domains) and serve it",
		Long: `Writes a mesh to DIR, with data, contracts, policy and five users, and serves it.
A second demo in the same folder uses the data again, and never touches contracts,
policy or users that are there. Another --scale makes the data anew.`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("scale") && !(scale >= demo.MinScale && scale <= demo.MaxScale) {
				return usage("--scale %v is not between %v and %v", scale, demo.MinScale, demo.MaxScale)
			}
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			report, err := demo.Write(ctx, demo.Config{
				Dir: dir, Scale: scale, Run: duckdb.Scratch, AddUser: authn.AddUser, Progress: progress(s.err),
				Settings: config.Example(map[string]string{"name": "demo"}),
			})
			if err != nil {
				return err
			}
			tellDemo(s.out, dir, report)
			return serve(ctx, s, serving{dir: dir, at: at, hello: func(addr string) { greet(s.out, dir, addr) }})
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "nanohouse-demo", "the folder of the demo mesh")
	cmd.Flags().Float64Var(&scale, "scale", 0, "TPC-H's scale factor: 1 is 6 million lines; without it, the data that is there, or 0.1")
	at.flags(cmd)
	return cmd
}

func progress(w io.Writer) func(done, total int, table string) {
	if isTerminal(w) {
		return demo.Bar(w)
	}
	return demo.Lines(w)
}

func tellDemo(w io.Writer, dir string, r demo.Report) {
	mesh, data := "its contracts and policy were there", "used again"
	if r.MadeMesh {
		mesh = "contracts, policy and users are new"
	}
	if r.MadeData {
		data = "made"
	}
	fmt.Fprintf(w, "demo mesh in %s (%s; data of scale %v %s)\n", dir, mesh, r.Scale, data)
}

// queries are worth trying, each as somebody.
var queries = []struct{ user, why, sql string }{
	{"analyst", "phones are masked, balances rounded", "SELECT c_name, c_phone, c_acctbal FROM crm.customer LIMIT 3"},
	{"analyst_eu", "four domains in one statement, European customers only",
		"SELECT n_name, SUM(l_extendedprice * (1 - l_discount)) AS revenue FROM sales.lineitem JOIN sales.orders ON o_orderkey = l_orderkey" +
			" JOIN crm.customer ON c_custkey = o_custkey JOIN geo.nation ON n_nationkey = c_nationkey GROUP BY n_name ORDER BY revenue DESC"},
	{"intern", "error 1143, and whom to ask", "SELECT c_name FROM crm.customer"},
}

// greet tells how to connect, and what to try.
func greet(w io.Writer, dir, addr string) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		host, port = addr, "3307"
	}
	login := func(user string) string {
		return fmt.Sprintf("mariadb --ssl --skip-ssl-verify-server-cert -h %s -P %s -u %s -p%s", host, port, user, user)
	}
	fmt.Fprintf(w, "\nConnect as one of five users; the password is the name:\n\n")
	for _, u := range demo.Users() {
		fmt.Fprintf(w, "  %-85s # %s\n", login(u.Name), u.Sees)
	}
	fmt.Fprintf(w, "\nThree queries worth trying:\n")
	for _, q := range queries {
		fmt.Fprintf(w, "\n  # as %s: %s\n  %s -t -e \\\n    %q\n", q.user, q.why, login(q.user), q.sql)
	}
	fmt.Fprintf(w, "\nEdit %s: the server takes it over. Put EXPLAIN POLICY before a query to see which line decided.\n\n",
		filepath.Join(dir, "policy", "policy.csv"))
}
