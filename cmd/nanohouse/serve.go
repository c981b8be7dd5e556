package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/spf13/cobra"

	"nanohouse/auth/casbin"
)

// drainTime is how long running statements may go on after SIGTERM.
const drainTime = 10 * time.Second

// addresses are the flags that override where mesh.yaml says to listen.
type addresses struct{ mysql, http string }

func (a *addresses) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.mysql, "listen", "", "listen for MySQL clients at HOST:PORT (default: mesh.yaml's, or 127.0.0.1:3307)")
	cmd.Flags().StringVar(&a.http, "http", "", "serve /livez, /readyz and /metrics at HOST:PORT (default: mesh.yaml's, or 127.0.0.1:8307)")
}

func newServe(s streams) *cobra.Command {
	var dir string
	var at addresses
	cmd := &cobra.Command{
		Use:   "serve --mesh DIR [--listen HOST:PORT] [--http HOST:PORT]",
		Short: "Serve a mesh to MySQL clients",
		Long: `Serves a mesh until SIGTERM or SIGINT, after which running statements may end.
Contracts and policy are read again when they change, and at SIGHUP; a change with
an error is not taken. Prints "listening on HOST:PORT" when it accepts connections.`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			return serve(ctx, s, serving{dir: dir, at: at})
		},
	}
	meshFlag(cmd, &dir)
	at.flags(cmd)
	return cmd
}

// serving is what serve and demo differ in.
type serving struct {
	dir string
	at  addresses
	// hello is called when connections are accepted; may be nil.
	hello func(addr string)
}

// serve serves a mesh until ctx ends, and then drains.
func serve(ctx context.Context, s streams, what serving) error {
	log := slog.New(slog.NewTextHandler(s.err, nil))
	if dir, err := meshDir(what.dir); err == nil {
		// Before the mesh is loaded: hash masks are then the same at each start.
		if err := casbin.EnsureMaskKey(dir); err != nil {
			return err
		}
	}
	p, err := open(ctx, s.err, what.dir, log)
	if err != nil {
		return err
	}
	defer p.close()
	srv, err := p.server(what.at, log)
	if err != nil {
		return err
	}
	if err := srv.Listen(); err != nil {
		return addressError("--listen", p.listen(what.at).mysql, err)
	}
	pages := srv.HTTPServer()
	defer pages.Close()
	if listen := p.listen(what.at).http; listen != "" {
		addr, err := serveHTTP(pages, listen)
		if err != nil {
			return errors.Join(err, srv.Shutdown(ctx))
		}
		fmt.Fprintf(s.out, "http on %s\n", addr)
	}
	p.watch(ctx)
	served := make(chan error, 1)
	go func() { served <- srv.Serve() }()
	if what.hello != nil {
		what.hello(reachable(srv.Addr()))
	}
	fmt.Fprintf(s.out, "listening on %s\n", reachable(srv.Addr()))
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	return errors.Join(srv.Shutdown(limit), <-served)
}

// reachable is an address that a client can use: a listener on all addresses
// is reached at this machine's own.
func reachable(a net.Addr) string {
	t, ok := a.(*net.TCPAddr)
	if !ok || !t.IP.IsUnspecified() {
		return a.String()
	}
	return net.JoinHostPort("127.0.0.1", fmt.Sprint(t.Port))
}
